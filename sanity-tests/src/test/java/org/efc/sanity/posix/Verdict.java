// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.efc.sanity.posix.SuiteCase.Outcome;

/**
 * What a suite's run on one backend means, next to the run on the native directory.
 *
 * @param took wall time of the run
 */
record Verdict(String suite, String label, Duration took, List<Judged> cases) {

  /** What a case's outcome means. Only {@link #FAILED} and {@link #STALE} fail the run. */
  enum Meaning {
    PASSED,
    SKIPPED,
    /** It fails on the control as well, so it says nothing about the mount. */
    CONTROL_FAILED,
    /** It fails (or can't run) as the list of expected failures says. */
    EXPECTED,
    /** It fails, is skipped or is missing, and passes on the control. */
    FAILED,
    /** It is on the list of expected failures, and passes. */
    STALE
  }

  /** A case with its meaning; the detail is for a person. */
  record Judged(String name, Meaning meaning, String detail) {}

  /** The control's own verdict: a failure of it is shown and fails nothing. */
  static Verdict ofControl(String suite, Duration took, List<SuiteCase> cases) {
    List<Judged> judged = new ArrayList<>();
    for (SuiteCase one : cases) {
      Meaning meaning =
          switch (one.outcome()) {
            case PASSED -> Meaning.PASSED;
            case SKIPPED -> Meaning.SKIPPED;
            case FAILED -> Meaning.CONTROL_FAILED;
          };
      judged.add(new Judged(one.name(), meaning, one.detail()));
    }
    return new Verdict(suite, Place.NATIVE, took, judged);
  }

  static Verdict of(
      String suite,
      String label,
      Duration took,
      List<SuiteCase> mounted,
      List<SuiteCase> control,
      ExpectedFailures expected) {
    Map<String, Outcome> natively = new LinkedHashMap<>();
    control.forEach(one -> natively.put(one.name(), one.outcome()));
    List<Judged> judged = new ArrayList<>();
    for (SuiteCase one : mounted) {
      Optional<Outcome> there = Optional.ofNullable(natively.remove(one.name()));
      judged.add(judge(one, there, expected.of(label, suite, one.name())));
    }
    natively.forEach(
        (name, outcome) -> {
          if (outcome == Outcome.PASSED) {
            judged.add(new Judged(name, Meaning.FAILED, "ran on the control and not here"));
          }
        });
    return new Verdict(suite, label, took, judged);
  }

  private static Judged judge(
      SuiteCase one, Optional<Outcome> control, Optional<ExpectedFailures.Entry> expected) {
    if (one.outcome() == Outcome.PASSED) {
      return expected
          .map(
              entry ->
                  new Judged(
                      one.name(),
                      Meaning.STALE,
                      "passes: remove it from expected-failures.txt (there: "
                          + entry.reason()
                          + ")"))
          .orElse(new Judged(one.name(), Meaning.PASSED, one.detail()));
    }
    if (expected.isPresent()) {
      String detail = expected.get().reason() + " [" + expected.get().source() + "]";
      return new Judged(one.name(), Meaning.EXPECTED, detail);
    }
    if (control.equals(Optional.of(Outcome.FAILED))) {
      return new Judged(one.name(), Meaning.CONTROL_FAILED, one.detail());
    }
    if (one.outcome() == Outcome.FAILED) {
      return new Judged(one.name(), Meaning.FAILED, one.detail());
    }
    return control.equals(Optional.of(Outcome.PASSED))
        ? new Judged(one.name(), Meaning.FAILED, "skipped, but not on the control: " + one.detail())
        : new Judged(one.name(), Meaning.SKIPPED, one.detail());
  }

  /** What must be empty for the run to be good, a line each. */
  List<String> problems() {
    return cases.stream()
        .filter(one -> one.meaning() == Meaning.FAILED || one.meaning() == Meaning.STALE)
        .map(one -> one.name() + ": " + one.detail())
        .toList();
  }

  long count(Meaning meaning) {
    return cases.stream().filter(one -> one.meaning() == meaning).count();
  }
}
