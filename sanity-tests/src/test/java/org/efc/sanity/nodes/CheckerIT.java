// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.efc.sanity.Requirements;
import org.efc.sanity.StorageKind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two nodes on one export, random operations, and a model that knows what each may see: a million
 * operations with --deep. {@code EFC_NODES_SEED} repeats the operations of a run that failed (not
 * the moments at which they meet), {@code EFC_NODES_OPERATIONS} sets how many.
 */
class CheckerIT {
  private static final long USUAL = 12_000;
  private static final long DEEP = 500_000;

  @BeforeAll
  static void requirements() {
    Requirements.mounting();
    Requirements.program("gcc");
  }

  /** Half of the operations with short times to live, half with attributes that never time out. */
  @ParameterizedTest
  @EnumSource(StorageKind.class)
  void everyOutcomeIsOneThatThePromiseAllows(StorageKind kind) {
    long operations = operations();
    for (Promise promise : List.of(Promise.SHORT, Promise.LONG)) {
      run(kind, promise, promise, operations / 2, seed());
    }
  }

  /** The checker is not blind: without close-to-open it must find what open(2) then gets wrong. */
  @Test
  void withoutCloseToOpenItFindsTheViolation() {
    Promise mounted = Promise.LONG.withoutCloseToOpen();
    assertThatThrownBy(() -> run(StorageKind.FILE, Promise.LONG, mounted, USUAL, 7))
        .isInstanceOf(Violation.class)
        .hasMessageContaining("CAT");
  }

  private static long operations() {
    return number("EFC_NODES_OPERATIONS").orElse(Boolean.getBoolean("efc.deep") ? DEEP : USUAL);
  }

  private static long seed() {
    return number("EFC_NODES_SEED").orElseGet(() -> System.nanoTime() & 0xffff_ffffL);
  }

  private static Optional<Long> number(String variable) {
    return Optional.ofNullable(System.getenv(variable)).map(Long::parseLong);
  }

  private static void run(
      StorageKind kind, Promise promise, Promise mounted, long operations, long seed) {
    long begin = System.nanoTime();
    var storage = kind.open();
    Checker.prepare(storage.directory());
    try (TwoNodes nodes = TwoNodes.mounting(storage, mounted.options())) {
      List<ClientProcess> clients =
          List.of(nodes.process(0), nodes.process(0), nodes.process(1), nodes.process(1));
      Checker checker = new Checker(clients, storage.directory(), promise, seed);
      Checker.Report report;
      try {
        report = checker.run(operations);
      } catch (Violation e) {
        String again =
            "\nagain: EFC_NODES_SEED=%d EFC_NODES_OPERATIONS=%d ./dev test --only CheckerIT"
                .formatted(seed, 2 * operations);
        throw new Violation(kind + ", " + mounted.name() + ": " + e.getMessage() + again);
      }
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      System.out.printf(
          "two nodes: %s, %s, seed %d: %s in %s%n", kind, mounted.name(), seed, report, took);
      assertThat(report.operations()).isGreaterThanOrEqualTo(operations);
      assertThat(report.succeeded()).as("operations that succeed").isGreaterThan(operations / 3);
      assertThat(report.unchecked()).as("looks at the unknown").isLessThan(operations / 10);
      nodes.assertNothingLeft();
    }
  }
}
