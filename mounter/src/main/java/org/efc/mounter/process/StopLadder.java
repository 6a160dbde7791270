// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.time.Duration;
import org.efc.common.EfcException;

/**
 * Ends a client, harder and harder.
 *
 * <ol>
 *   <li>{@code stop} at its control socket: it ends between two requests;
 *   <li>SIGTERM;
 *   <li>SIGKILL.
 * </ol>
 */
final class StopLadder {
  private static final System.Logger LOG = System.getLogger(StopLadder.class.getName());
  private static final Duration ASK = Duration.ofSeconds(1);
  private static final Duration DEAF_PATIENCE = Duration.ofMillis(300);
  private static final Duration TERM_PATIENCE = Duration.ofSeconds(2);
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);

  /** The time that a JVM has to write the stacks of its threads. */
  private static final Duration STACKS = Duration.ofMillis(300);

  private final String volume;
  private final ClientControl control;
  private final ClientProcess client;

  /**
   * @param volume its name, for the log
   * @param control the socket of the client
   */
  StopLadder(String volume, ClientControl control, ClientProcess client) {
    this.volume = volume;
    this.control = control;
    this.client = client;
  }

  /**
   * Goes up step by step. Returns when the client is dead, or with an error in the log when not
   * even SIGKILL ends it (it hangs in the kernel).
   *
   * @param patience for the answer to {@code stop}
   */
  void stop(Duration patience) {
    boolean heard = hears(ASK.compareTo(patience) < 0 ? ASK : patience);
    if (client.exitedWithin(heard ? patience : DEAF_PATIENCE).isPresent()) {
      return;
    }
    client.signal(ClientProcess.SIGTERM);
    if (client.exitedWithin(TERM_PATIENCE).isPresent()) {
      return;
    }
    client.signal(ClientProcess.SIGKILL);
    if (client.exitedWithin(KILL_PATIENCE).isEmpty()) {
      LOG.log(
          System.Logger.Level.ERROR,
          "volume {0}: client {1,number,#} survives SIGKILL: it hangs in the kernel",
          volume,
          client.identity().pid());
    }
  }

  /** Has the client stop between two requests; one that does not hear is killed at once. */
  void makeRoom(Duration patience) {
    if (!hears(patience)) {
      client.signal(ClientProcess.SIGKILL);
    }
  }

  /** Kills a client that hangs, after its threads' stacks went to its log, if it can write them. */
  void killHung() {
    client.signal(ClientProcess.SIGQUIT);
    if (client.exitedWithin(STACKS).isEmpty()) {
      client.signal(ClientProcess.SIGKILL);
    }
  }

  private boolean hears(Duration patience) {
    try {
      return control.ask("stop", patience).isPresent();
    } catch (EfcException e) {
      LOG.log(System.Logger.Level.WARNING, "volume {0}: stop: {1}", volume, e.getMessage());
      return false;
    }
  }
}
