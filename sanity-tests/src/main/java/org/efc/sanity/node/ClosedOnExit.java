// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.node;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What is open when this process is told to end, as by Ctrl-C or a time limit: a shutdown hook
 * closes it, the last opened first, so that an interrupted run leaves no mount and no process.
 */
public final class ClosedOnExit {
  private static final AutoCloseable NOTHING = () -> {};
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
      OPEN.removeIf(open -> open == closing);
    }
  }

  private static void closeAll() {
    for (AutoCloseable last = next(); last != NOTHING; last = next()) {
      try {
        last.close();
      } catch (Exception e) {
        System.err.println("left behind by an interrupted run: " + last + ": " + e);
      }
    }
  }

  private static AutoCloseable next() {
    synchronized (OPEN) {
      return OPEN.isEmpty() ? NOTHING : OPEN.pop();
    }
  }
}
