// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

import java.time.Duration;
import java.util.List;

/**
 * What a volume is mounted with, and so what it promises: how old names and attributes may be. An
 * open always asks.
 */
record Promise(String name, Duration attributes, Duration names, Duration absence, boolean cto) {
  /** Everything is asked for again soon. */
  static final Promise SHORT = of("short", Duration.ofMillis(100));

  /** Attributes are never asked for again but by an open: that must do. */
  static final Promise LONG =
      new Promise("long", Duration.ofHours(1), Duration.ofMillis(100), Duration.ZERO, true);

  private static Promise of(String name, Duration each) {
    return new Promise(name, each, each, each, true);
  }

  Promise withoutCloseToOpen() {
    return new Promise(name + ", cto=off", attributes, names, absence, false);
  }

  List<String> options() {
    return List.of(
        "--option=attr-ttl=" + attributes.toMillis() + "ms",
        "--option=entry-ttl=" + names.toMillis() + "ms",
        "--option=negative-ttl=" + absence.toMillis() + "ms",
        "--option=cto=" + (cto ? "on" : "off"));
  }
}
