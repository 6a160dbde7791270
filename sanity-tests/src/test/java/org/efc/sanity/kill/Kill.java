// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import java.util.Set;

/**
 * A kill that was done.
 *
 * @param gently by SIGTERM
 * @param at just before the signal, in System.nanoTime(), which is CLOCK_MONOTONIC
 * @param down what was down already
 */
record Kill(Component component, boolean gently, long at, Set<Component> down) {
  Kill {
    down = Set.copyOf(down);
  }

  /** In the table of stalls: what the applications had to wait for. */
  String kind() {
    if (component == Component.CLIENT && down.contains(Component.SESSION_MANAGER)) {
      return "client, no session manager";
    }
    return gently ? component + " (SIGTERM)" : component.toString();
  }
}
