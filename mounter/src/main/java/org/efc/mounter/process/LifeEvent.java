// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

/**
 * What happens to a volume's client, or is wanted of it.
 *
 * <p>Times are System.nanoTime().
 */
sealed interface LifeEvent {
  /** The first client of this session manager is to be launched. */
  record Start(boolean failFast) implements LifeEvent {}

  /** A client that another session manager launched is to be supervised. */
  record Adopt(ClientProcess client, long at) implements LifeEvent {}

  /** The process that {@link LifeEffect.Launch} asked for runs. */
  record Launched(ClientProcess client, long at) implements LifeEvent {}

  /** No process came to be. */
  record LaunchFailed(String message, long at) implements LifeEvent {}

  /** The process that {@link LifeEffect.LaunchEarly} asked for runs. */
  record LaunchedEarly(ClientProcess client) implements LifeEvent {}

  /** A client says that it serves. */
  record Serves(ClientProcess client, long at) implements LifeEvent {}

  /** The end of a process has begun; a hint that may never come. */
  record EndBegan(ClientProcess client, long at) implements LifeEvent {}

  /** A process is dead. */
  record EndComplete(ClientProcess client, ExitReason reason, long at) implements LifeEvent {}

  /** The answer to {@link LifeEffect.Ask}: whether another client is to follow. */
  record Decided(boolean another, long at) implements LifeEvent {}

  /**
   * The wait before a launch is over.
   *
   * @param generation of the client that ended before the wait
   */
  record Due(int generation) implements LifeEvent {}

  /** A client of another version is ready to take over. */
  record ExpectUpgrade(ClientProcess next) implements LifeEvent {}

  /** It is not to take over after all. */
  record ForgetUpgrade() implements LifeEvent {}

  /** From now on the client's end is expected. */
  record Retire() implements LifeEvent {}

  /** A launch that was under way at {@link Retire} takes too long: what comes of it is killed. */
  record Abandon() implements LifeEvent {}

  /** {@link Retire} is taken back: the volume stays. */
  record Resume(long at) implements LifeEvent {}

  /** The client with this process id hangs, and is killed. */
  record Hung(int pid, String why) implements LifeEvent {}

  /** Another session manager will adopt the client as it is. */
  record Release() implements LifeEvent {}
}
