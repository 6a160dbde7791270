// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

import java.util.List;
import java.util.Optional;

/**
 * Tests that nobody here wrote, or a program that people run, made into cases that pass or fail.
 */
public interface Suite {

  /** As in the table and in the list of expected failures: lower case, no blanks. */
  String name();

  /** Why it can't run on this machine, in words for a person; empty when it can. */
  Optional<String> unavailable();

  /**
   * Runs everything (or what is short, when the place is not for a long run) and tells each case.
   * It leaves the place's directories as empty as it can, and no process running.
   *
   * @throws org.efc.sanity.SanityException when the suite itself could not be run: its case names
   *     are not known then
   */
  List<SuiteCase> run(Place place);

  /** Whether it is for long runs only. */
  default boolean isLong() {
    return false;
  }
}
