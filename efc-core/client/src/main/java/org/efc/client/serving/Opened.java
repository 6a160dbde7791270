// SPDX-License-Identifier: Apache-2.0
package org.efc.client.serving;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was opened one after the other, to be closed backwards. For use by one thread. */
final class Opened {
  private static final System.Logger LOG = System.getLogger(Opened.class.getName());

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  /** Closes all; one that fails is logged and does not keep the others from being closed. */
  void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "close of " + part, e);
      }
    }
  }
}
