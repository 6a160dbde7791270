// SPDX-License-Identifier: Apache-2.0
package org.efc.client;

import java.time.Duration;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.Poll;
import org.efc.common.linux.UnixSocket;

/**
 * Notices that who started a standby is gone while the standby is busy and does not listen: nobody
 * else would ever want it. Messages that wait are not touched (poll(2): POLLHUP needs no asking).
 */
final class StarterWatch implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(100);

  private final UnixSocket socket;
  private final Runnable gone;
  private volatile boolean closed;

  StarterWatch(UnixSocket socket, Runnable gone) {
    this.socket = socket;
    this.gone = gone;
  }

  /**
   * Watches until it is closed.
   *
   * @param socket stays open as long as the process lives
   * @param gone what to do, once, when the other end has closed
   */
  static StarterWatch of(UnixSocket socket, Runnable gone) {
    StarterWatch watch = new StarterWatch(socket, gone);
    Thread.ofPlatform().daemon().name("starter").start(watch::run);
    return watch;
  }

  /** Looks until it is closed, or the other end has closed. */
  void run() {
    while (!closed) {
      if (otherEndClosed() && !closed) {
        gone.run();
        return;
      }
    }
  }

  boolean otherEndClosed() {
    try {
      return (Poll.events(socket.fd(), 0, LOOK) & (Poll.HUP | Poll.ERR)) != 0;
    } catch (LinuxException e) {
      return false; // interrupted: the next look
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
