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
 * was killed is that kill's, and so is one that began soon after. For each kill the longest counts.
 * An operation during which several were killed is nobody's alone: it is counted once, under {@link
 * #SEVERAL}, and those kills are not counted with their kind.
 *
 * <p>What began later has its own count, {@link #LATER}: what a kill still costs when the next
 * client serves, as making a new standby does, and what the machine does by itself, which nobody
 * can tell apart. It hides nothing: each operation is in one of them.
 */
final class Stalls {
  static final String SEVERAL = "several in one stall";

  /** What the prober does not tell: it waits no longer for most operations. */
  static final Duration UNNOTICED = Duration.ofMillis(1);

  static final String LATER = "later, until the next kill";

  /** A process that got SIGKILL may still answer what it was about to. */
  private static final Duration SOON = Duration.ofMillis(100);

  private Stalls() {}

  /**
   * The stalls by kind of kill.
   *
   * @param kills in the order of time
   */
  static Map<String, List<Duration>> byKind(List<Kill> kills, List<Stall> stalls) {
    Map<Kill, Duration> longest = new HashMap<>();
    Map<Kill, Duration> later = new HashMap<>();
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
        Kill last = cause.getLast();
        boolean soon = stall.start() - last.at() <= SOON.toNanos();
        (soon ? longest : later).merge(last, stall.length(), (a, b) -> a.compareTo(b) >= 0 ? a : b);
      }
    }
    if (!later.isEmpty()) {
      all.put(LATER, kills.stream().map(kill -> later.getOrDefault(kill, UNNOTICED)).toList());
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
