// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.util.Optional;

/** Where the life of a volume's client is: what {@link ClientLife} decides by. */
sealed interface LifeState {
  /** Nothing was launched or adopted yet. */
  record New() implements LifeState {}

  /**
   * A process is being started.
   *
   * @param failFast whether it may end for good when it can't reach its source
   */
  record Launching(boolean failFast) implements LifeState {}

  /** A process runs, and has not said yet that it serves. */
  record Starting(ClientProcess process, boolean failFast, long since) implements LifeState {}

  /**
   * It said that it serves.
   *
   * @param next who serves after it, by an upgrade
   * @param hung why it is being killed, if so
   */
  record Serving(
      ClientProcess process, long since, Optional<NextClient> next, Optional<ExitReason> hung)
      implements LifeState {}

  /**
   * The kernel takes the process apart: it serves no more, and is not dead yet.
   *
   * @param servingSince empty when it never served
   * @param began when its end began
   */
  record Ending(
      ClientProcess process,
      boolean failFast,
      Optional<Long> servingSince,
      long began,
      Optional<NextClient> next,
      Optional<ExitReason> hung)
      implements LifeState {}

  /** It is dead, and the listener is asked whether another one follows. */
  record Deciding(Optional<NextClient> early) implements LifeState {}

  /** The next launch is due after a while. */
  record BackingOff() implements LifeState {}

  /**
   * Its end is expected, as after an unmount: no other one follows.
   *
   * @param running empty while its process is being started
   */
  record Retiring(Optional<ClientProcess> running) implements LifeState {}

  /** There is no process, and none follows by itself. */
  record Ended() implements LifeState {}

  /** The process that serves the volume, or is about to. */
  default Optional<ClientProcess> client() {
    return switch (this) {
      case Starting starting -> Optional.of(starting.process);
      case Serving serving -> Optional.of(serving.process);
      case Ending ending -> Optional.of(ending.process);
      case Retiring(Optional<ClientProcess> running) -> running;
      case New _, Launching _, Deciding _, BackingOff _, Ended _ -> Optional.empty();
    };
  }

  /** As others see it. */
  default ClientState label() {
    return switch (this) {
      case Launching _, Starting _ -> ClientState.STARTING;
      case Serving _ -> ClientState.SERVING;
      case Ending ending ->
          ending.servingSince.isPresent() ? ClientState.SERVING : ClientState.STARTING;
      case Deciding _, BackingOff _ -> ClientState.BACKING_OFF;
      case Retiring _ -> ClientState.STOPPING;
      case New _, Ended _ -> ClientState.STOPPED;
    };
  }
}
