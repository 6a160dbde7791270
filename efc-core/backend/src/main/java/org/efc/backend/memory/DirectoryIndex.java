// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.memory;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.efc.common.Name;

/**
 * The names of a directory. Each has a cookie of its own that no other name ever gets, so that a
 * listing goes on at its place whatever was added or removed.
 */
final class DirectoryIndex {
  private final Map<Name, Slot> byName = new HashMap<>();
  private final TreeMap<Long, Slot> byCookie = new TreeMap<>();
  private long lastCookie;

  /** One name. */
  record Slot(Name name, long cookie, Node node) {}

  int size() {
    return byName.size();
  }

  Optional<Node> find(Name name) {
    return Optional.ofNullable(byName.get(name)).map(Slot::node);
  }

  /** Adds a name, or replaces what it is. */
  void put(Name name, Node node) {
    remove(name);
    Slot slot = new Slot(name, ++lastCookie, node);
    byName.put(name, slot);
    byCookie.put(slot.cookie, slot);
  }

  void remove(Name name) {
    Slot removed = byName.remove(name);
    if (removed != null) {
      byCookie.remove(removed.cookie);
    }
  }

  /** In order of their cookies, those after {@code cookie}. */
  Collection<Slot> after(long cookie) {
    return byCookie.tailMap(cookie, false).values();
  }
}
