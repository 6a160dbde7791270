// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.time.Duration;
import org.efc.mounter.linux.ProcessIdentity;

/** What is to be done after an event, in order. */
sealed interface LifeEffect {
  /** Start a process; tell {@link LifeEvent.Launched} or {@link LifeEvent.LaunchFailed}. */
  record Launch(boolean failFast) implements LifeEffect {}

  /** Start a process that waits for the lock, if the mount is connected. */
  record LaunchEarly() implements LifeEffect {}

  /** Tell {@link LifeEvent.Due} later. */
  record LaunchAfter(Duration delay, int generation) implements LifeEffect {}

  /** Tell the end of this process, once. */
  record Watch(ClientProcess client) implements LifeEffect {}

  /** Ask the client for its state until it serves; tell {@link LifeEvent.Serves}. */
  record Probe(ClientProcess client) implements LifeEffect {}

  /** SIGKILL. */
  record Kill(ClientProcess client) implements LifeEffect {}

  /** Ask the listener whether another client follows; tell {@link LifeEvent.Decided}. */
  record Ask(ExitReason reason) implements LifeEffect {}

  /** See {@link ClientListener#launched}. */
  record TellLaunched(ProcessIdentity process, int generation) implements LifeEffect {}

  /** See {@link ClientListener#replaced}. */
  record TellReplaced() implements LifeEffect {}

  /** See {@link ClientListener#served}. */
  record TellServed(Outage outage, long at) implements LifeEffect {}

  /** A line for the log. */
  record Log(System.Logger.Level level, String message) implements LifeEffect {}
}
