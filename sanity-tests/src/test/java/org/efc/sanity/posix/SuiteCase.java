// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

/**
 * One case of a suite on one backend.
 *
 * @param name unique within the suite, the same on every backend and in every run
 * @param detail what failed, or why it was skipped; one line in the table, more in the log
 */
public record SuiteCase(String name, Outcome outcome, String detail) {

  /** What a case did. */
  public enum Outcome {
    PASSED,
    FAILED,
    SKIPPED
  }

  public static SuiteCase passed(String name) {
    return new SuiteCase(name, Outcome.PASSED, "");
  }

  public static SuiteCase failed(String name, String detail) {
    return new SuiteCase(name, Outcome.FAILED, detail);
  }

  public static SuiteCase skipped(String name, String reason) {
    return new SuiteCase(name, Outcome.SKIPPED, reason);
  }
}
