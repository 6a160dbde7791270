// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import java.util.Optional;

/** Where the random decisions of a run begin: {@code EFC_KILL_SEED}, or a new one. */
final class Seed {
  private static final long SMALL = 0x7fff_ffffL;

  private Seed() {}

  static long ofThisRun() {
    return number("EFC_KILL_SEED").orElseGet(() -> System.nanoTime() & SMALL);
  }

  static Optional<Long> number(String variable) {
    return Optional.ofNullable(System.getenv(variable)).map(Long::parseLong);
  }
}
