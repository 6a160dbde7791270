// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import java.util.List;
import java.util.Optional;

/**
 * What all applications saw.
 *
 * @param errors operations that failed or found what is wrong, and applications that ended badly
 * @param differences on the server, from what the applications were told
 * @param requestsLost applications of which an operation never ended, and requests that the kernel
 *     has no answer for after they have all ended
 */
record Totals(long operations, long errors, long differences, long lostLocks, long requestsLost) {

  /**
   * Adds them up.
   *
   * @param waiting requests without an answer, where the kernel tells
   */
  static Totals of(
      List<ApplicationReport> reports, List<String> differences, Optional<Long> waiting) {
    return new Totals(
        sum(reports, "operations"),
        reports.stream().mapToLong(ApplicationReport::errors).sum(),
        differences.size(),
        sum(reports, "lost-locks"),
        reports.stream().filter(ApplicationReport::hangs).count() + waiting.orElse(0L));
  }

  private static long sum(List<ApplicationReport> reports, String number) {
    return reports.stream().mapToLong(report -> report.number(number)).sum();
  }

  @Override
  public String toString() {
    return "%d operations, %d errors, %d differences, %d lost locks, %d requests lost"
        .formatted(operations, errors, differences, lostLocks, requestsLost);
  }
}
