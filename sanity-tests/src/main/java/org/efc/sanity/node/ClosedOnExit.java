// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.node;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What is open when this process is told to end, as by Ctrl-C or a time limit: a shutdown hook
 * closes it, the last opened first, so that an interrupted run leaves no mount and no process.
 */
public final class ClosedOnExit {
  private static final Deque<AutoCloseable> OPEN = new ArrayDeque<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ClosedOnExit::closeAll, "close-on-exit"));
  }

  private ClosedOnExit() {}

  public static void add(AutoCloseable opened) {
    synchronized (OPEN) {
      OPEN.push(opened);
    }
  }

  /** To be called first when it is closed in good order. */
  public static void remove(AutoCloseable closing) {
    synchronized (OPEN) {
      OPEN.remove(closing);
    }
  }

  private static void closeAll() {
    for (var last = next(); last.isPresent(); last = next()) {
      try {
        last.get().close();
      } catch (Exception e) {
        System.err.println("left behind by an interrupted run: " + last.get() + ": " + e);
      }
    }
  }

  private static Optional<AutoCloseable> next() {
    synchronized (OPEN) {
      return Optional.ofNullable(OPEN.poll());
    }
  }
}
