// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.time.Duration;
import java.util.Optional;

/**
 * What is remembered of a volume's clients, whichever state the present one is in.
 *
 * @param generation of the client that was launched last
 * @param failures how many ended in a row that hardly served
 * @param outage since when nobody serves, after another client did
 * @param lastStall from the last end of a client until the next one served, when it does
 */
record LifeHistory(
    int generation,
    int failures,
    Optional<ExitReason> lastExit,
    Optional<Outage> outage,
    Optional<Duration> lastStall) {

  static LifeHistory begin(int generation) {
    return new LifeHistory(generation, 0, Optional.empty(), Optional.empty(), Optional.empty());
  }

  LifeHistory nextGeneration() {
    return new LifeHistory(generation + 1, failures, lastExit, outage, lastStall);
  }

  LifeHistory withLastExit(ExitReason reason) {
    return new LifeHistory(generation, failures, Optional.of(reason), outage, lastStall);
  }

  /** A client ended at {@code at}, unexpectedly. */
  LifeHistory ended(ExitReason reason, long at, int failuresInARow) {
    return new LifeHistory(
        generation,
        failuresInARow,
        Optional.of(reason),
        outage.or(() -> Optional.of(new Outage(generation, reason, at))),
        lastStall);
  }

  /** A client made room for one of another version. */
  LifeHistory replaced(long at) {
    ExitReason reason = new ExitReason.Replaced();
    return new LifeHistory(
        generation,
        failures,
        Optional.of(reason),
        Optional.of(new Outage(generation, reason, at)),
        lastStall);
  }

  /** A client serves. */
  LifeHistory served(long at) {
    return new LifeHistory(
        generation,
        failures,
        lastExit,
        Optional.empty(),
        outage.map(before -> before.stall(at)).or(() -> lastStall));
  }
}
