// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

import java.util.ArrayList;
import java.util.List;

/**
 * The values that one thing on the server had, each set by one client at a time. Who looks at it
 * may see any value that it had in the time that the promise allows, and none from before the last
 * change by the node itself.
 */
final class History<T> {
  private static final int MOST = 192;

  private final List<Change<T>> changes = new ArrayList<>();
  private boolean shortened;

  History(T first, int node, long start, long end) {
    changes.add(new Change<>(first, node, start, end));
  }

  T latest() {
    return changes.getLast().value();
  }

  /** All values that are still known, the oldest first. */
  List<T> values() {
    return changes.stream().map(Change::value).toList();
  }

  void set(T value, int node, long start, long end) {
    if (changes.size() == MOST) {
      changes.removeFirst();
      shortened = true;
    }
    changes.add(new Change<>(value, node, start, end));
  }

  /**
   * What a node may see.
   *
   * @param from the value may be as old as this
   * @param start when the node's look began: its own changes from before must be seen
   * @param end when it ended
   */
  Seen<T> seen(int node, long from, long start, long end) {
    List<Change<T>> possible = new ArrayList<>();
    for (int i = changes.size() - 1; i >= 0; i--) {
      Change<T> change = changes.get(i);
      if (change.start() <= end) {
        possible.add(change);
      }
      if (change.end() < from || (change.node() == node && change.end() < start)) {
        return new Seen<>(possible, false);
      }
    }
    return new Seen<>(possible, shortened);
  }

  /** Whether it changed while something else was under way. */
  boolean changedIn(long start, long end) {
    return changes.stream().anyMatch(change -> change.start() <= end && change.end() >= start);
  }

  /**
   * @param changes the latest first
   * @param anything whether older values, which are not known any more, may be seen as well
   */
  record Seen<T>(List<Change<T>> changes, boolean anything) {}

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Change<T> change : changes.subList(Math.max(0, changes.size() - 8), changes.size())) {
      text.append("\n      ")
          .append(change.start())
          .append("..")
          .append(change.end())
          .append(" node ")
          .append(change.node())
          .append(": ")
          .append(change.value());
    }
    return text.toString();
  }
}
