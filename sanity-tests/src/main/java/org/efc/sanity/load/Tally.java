// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Counts and times the operations of one application, and prints a {@link LoadReport} ten times a
 * second. An error does not end the application: how many there are is what is measured.
 */
final class Tally {
  private static final long REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private long operations;
  private long verifiedBytes;
  private long records;
  private long errors;
  private long longestNanos;
  private String message = "";
  private long reportedAt = System.nanoTime();

  /** Something done to the volume. */
  interface Operation {
    void run() throws IOException;
  }

  /** Runs and times it; whether it succeeded. */
  boolean operate(String name, Operation operation) {
    long begin = System.nanoTime();
    boolean succeeded = true;
    try {
      operation.run();
    } catch (IOException e) {
      succeeded = false;
      fault(name + ": " + e);
    }
    long now = System.nanoTime();
    operations++;
    longestNanos = Math.max(longestNanos, now - begin);
    if (now - reportedAt >= REPORT_NANOS) {
      report();
    }
    return succeeded;
  }

  void fault(String what) {
    errors++;
    if (message.isEmpty()) {
      message = what;
    }
  }

  /** Takes the result of {@link Block#fault}. */
  void verified(String fault) {
    if (fault.isEmpty()) {
      verifiedBytes += Block.BYTES;
    } else {
      fault(fault);
    }
  }

  void record() {
    records++;
  }

  void report() {
    reportedAt = System.nanoTime();
    System.out.println(
        new LoadReport(
                operations, verifiedBytes, records, errors, Duration.ofNanos(longestNanos), message)
            .line());
    System.out.flush();
  }
}
