// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which kill made the prober wait for how long. An operation that was under way when one process
 * was killed is that kill's; one that began later is the last kill's before it. For each kill the
 * longest counts. An operation during which several were killed is nobody's alone: it is counted
 * once, under {@link #SEVERAL}, and those kills are not counted with their kind.
 */
final class Stalls {
  static final String SEVERAL = "several in one stall";

  /** What the prober does not tell: it waits no longer for most operations. */
  static final Duration UNNOTICED = Duration.ofMillis(1);

  private Stalls() {}

  /**
   * The stalls by kind of kill.
   *
   * @param kills in the order of time
   */
  static Map<String, List<Duration>> byKind(List<Kill> kills, List<Stall> stalls) {
    Map<Kill, Duration> longest = new HashMap<>();
    Set<Kill> shared = new HashSet<>();
    Map<String, List<Duration>> all = new TreeMap<>();
    for (Stall stall : stalls) {
      List<Kill> during = kills.stream().filter(kill -> stall.met(kill.at())).toList();
      if (during.size() > 1) {
        all.computeIfAbsent(SEVERAL, ignored -> new ArrayList<>()).add(stall.length());
        shared.addAll(during);
        continue;
      }
      List<Kill> cause =
          during.isEmpty()
              ? kills.stream().filter(kill -> kill.at() < stall.start()).toList()
              : during;
      if (!cause.isEmpty()) {
        longest.merge(cause.getLast(), stall.length(), (a, b) -> a.compareTo(b) >= 0 ? a : b);
      }
    }
    for (Kill kill : kills) {
      if (!shared.contains(kill)) {
        all.computeIfAbsent(kill.kind(), ignored -> new ArrayList<>())
            .add(longest.getOrDefault(kill, UNNOTICED));
      }
    }
    return all;
  }

  /** The smallest of them that {@code percent} of all do not exceed. */
  static Duration percentile(List<Duration> stalls, int percent) {
    List<Duration> sorted = stalls.stream().sorted().toList();
    int rank = (int) Math.ceil(percent / 100.0 * sorted.size());
    return sorted.get(Math.max(rank, 1) - 1);
  }
}
