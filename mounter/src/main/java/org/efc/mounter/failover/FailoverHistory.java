// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.failover;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All failovers of a volume, counted, and the latest of them.
 *
 * @param format of the file that it is kept in
 * @param total how many there were
 * @param stallMillis of all together
 * @param buckets how many had a stall of at most the bound of that place in {@link #BOUNDS_MILLIS},
 *     and of more than the bound before; the last counts what is above all bounds
 * @param resent requests that were asked again, of all together
 * @param connectionsLost how often the kernel gave the connection up, and the volume was mounted
 *     afresh
 * @param lost changes that nobody answered then
 * @param causes how many there were of each cause
 * @param latest the oldest first
 */
public record FailoverHistory(
    int format,
    long total,
    long stallMillis,
    List<Long> buckets,
    long resent,
    long connectionsLost,
    long lost,
    Map<String, Long> causes,
    List<Failover> latest) {
  public static final int FORMAT = 2;

  /** Upper bounds of the histogram of stalls, in milliseconds. */
  public static final List<Long> BOUNDS_MILLIS =
      List.of(10L, 20L, 50L, 100L, 200L, 500L, 1000L, 2000L, 5000L, 10_000L);

  /** How many are kept with all that is known of them. */
  static final int KEPT = 32;

  public static final FailoverHistory NONE =
      new FailoverHistory(
          FORMAT,
          0,
          0,
          java.util.Collections.nCopies(BOUNDS_MILLIS.size() + 1, 0L),
          0,
          0,
          0,
          Map.of(),
          List.of());

  public FailoverHistory {
    if (buckets.size() != BOUNDS_MILLIS.size() + 1) {
      throw new IllegalArgumentException("buckets are " + buckets.size());
    }
    buckets = List.copyOf(buckets);
    causes = Map.copyOf(causes);
    latest = List.copyOf(latest);
  }

  /** With one more, whose resent requests count as well. */
  public FailoverHistory with(Failover failover) {
    List<Long> counts = new ArrayList<>(buckets);
    int place = bucket(failover.stallMillis());
    counts.set(place, counts.get(place) + 1);
    Map<String, Long> kinds = new TreeMap<>(causes);
    kinds.merge(failover.cause(), 1L, Long::sum);
    List<Failover> kept = new ArrayList<>(latest);
    kept.add(failover);
    while (kept.size() > KEPT) {
      kept.removeFirst();
    }
    return new FailoverHistory(
        FORMAT,
        total + 1,
        stallMillis + failover.stallMillis(),
        counts,
        resent + failover.resent(),
        connectionsLost,
        lost,
        kinds,
        kept);
  }

  /** The failover of this generation had so many requests asked again, as is known by now. */
  public FailoverHistory withResent(int generation, long count) {
    long more = 0;
    List<Failover> known = new ArrayList<>();
    for (Failover failover : latest) {
      boolean meant = failover.generation() == generation;
      more += meant ? count - failover.resent() : 0;
      known.add(meant ? failover.withResent(count) : failover);
    }
    return new FailoverHistory(
        format, total, stallMillis, buckets, resent + more, connectionsLost, lost, causes, known);
  }

  /** The kernel gave one more connection up. */
  public FailoverHistory withConnectionLost() {
    return new FailoverHistory(
        format, total, stallMillis, buckets, resent, connectionsLost + 1, lost, causes, latest);
  }

  /** So many changes were lost by now. */
  public FailoverHistory withLost(long count) {
    return new FailoverHistory(
        format, total, stallMillis, buckets, resent, connectionsLost, count, causes, latest);
  }

  private static int bucket(long millis) {
    int place = 0;
    while (place < BOUNDS_MILLIS.size() && millis > BOUNDS_MILLIS.get(place)) {
      place++;
    }
    return place;
  }
}
