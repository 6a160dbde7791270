// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.efc.sanity.SanityException;
import org.efc.sanity.posix.Verdict.Meaning;
import org.junit.jupiter.api.Test;

/** The rules by which a suite's run is judged, with a suite that says what it is told to. */
class VerdictTest {
  private static final ExpectedFailures NONE = ExpectedFailures.parse("");
  private static final ExpectedFailures LISTED =
      ExpectedFailures.parse(
          """
          # backend | suite | case | reason | source

          nfs | fake | a | no such call | RFC 1813
          """);

  private record FakeSuite(List<SuiteCase> natively, List<SuiteCase> mounted) implements Suite {
    @Override
    public String name() {
      return "fake";
    }

    @Override
    public Optional<String> unavailable() {
      return Optional.empty();
    }

    @Override
    public List<SuiteCase> run(Place place) {
      return place.isControl() ? natively : mounted;
    }
  }

  private static Verdict judge(
      String label, ExpectedFailures expected, List<SuiteCase> control, List<SuiteCase> mounted) {
    Suite suite = new FakeSuite(control, mounted);
    java.nio.file.Path nowhere = java.nio.file.Path.of("/nonexistent");
    return Verdict.of(
        suite.name(),
        label,
        Duration.ZERO,
        suite.run(new Place(label, nowhere, nowhere, nowhere, false)),
        suite.run(new Place(Place.NATIVE, nowhere, nowhere, nowhere, false)),
        expected);
  }

  private static List<SuiteCase> passes() {
    return List.of(SuiteCase.passed("a"));
  }

  private static List<SuiteCase> fails() {
    return List.of(SuiteCase.failed("a", "wrong errno"));
  }

  private static List<SuiteCase> skips() {
    return List.of(SuiteCase.skipped("a", "not supported"));
  }

  @Test
  void whatPassesIsFine() {
    Verdict verdict = judge("nfs", NONE, passes(), passes());
    assertThat(verdict.problems()).isEmpty();
    assertThat(verdict.count(Meaning.PASSED)).isEqualTo(1);
  }

  @Test
  void whatFailsOnTheMountAloneIsAFailure() {
    assertThat(judge("nfs", NONE, passes(), fails()).problems()).containsExactly("a: wrong errno");
    assertThat(judge("nfs", NONE, skips(), fails()).problems()).hasSize(1);
    assertThat(judge("nfs", NONE, List.of(), fails()).problems()).hasSize(1);
  }

  @Test
  void whatFailsOnTheControlTooIsCountedApart() {
    Verdict verdict = judge("nfs", NONE, fails(), fails());
    assertThat(verdict.problems()).isEmpty();
    assertThat(verdict.count(Meaning.CONTROL_FAILED)).isEqualTo(1);
  }

  @Test
  void whatIsListedMayFailOnItsBackendOnly() {
    Verdict verdict = judge("nfs", LISTED, passes(), fails());
    assertThat(verdict.problems()).isEmpty();
    assertThat(verdict.count(Meaning.EXPECTED)).isEqualTo(1);
    assertThat(judge("file", LISTED, passes(), fails()).problems()).hasSize(1);
  }

  @Test
  void whatIsListedForBothMayFailOnBoth() {
    ExpectedFailures both = ExpectedFailures.parse("both|fake|a|FUSE has no poll|fs/fuse/file.c");
    assertThat(judge("file", both, passes(), fails()).problems()).isEmpty();
    assertThat(judge("nfs", both, passes(), fails()).problems()).isEmpty();
  }

  @Test
  void whatIsListedAndPassesMustBeRemoved() {
    Verdict verdict = judge("nfs", LISTED, passes(), passes());
    assertThat(verdict.problems()).singleElement().asString().contains("remove it");
    assertThat(verdict.count(Meaning.STALE)).isEqualTo(1);
    assertThat(judge("nfs", LISTED, List.of(), List.of()).problems())
        .as("a run that did not run it")
        .isEmpty();
  }

  @Test
  void whatRanOnTheControlMustRunOnTheMount() {
    assertThat(judge("nfs", NONE, passes(), skips()).problems()).hasSize(1);
    assertThat(judge("nfs", NONE, passes(), List.of()).problems()).hasSize(1);
    assertThat(judge("nfs", NONE, skips(), skips()).count(Meaning.SKIPPED)).isEqualTo(1);
    assertThat(judge("nfs", LISTED, passes(), skips()).count(Meaning.EXPECTED)).isEqualTo(1);
  }

  @Test
  void theListIsWhole() {
    assertThat(ExpectedFailures.load().entries())
        .allSatisfy(entry -> assertThat(entry.source()).isNotBlank());
    for (String bad :
        List.of(
            "nfs | fake | a | reason",
            "nfs | fake | a | reason | ",
            "smb | fake | a | reason | source",
            "nfs|fake|a|r|s\nnfs|fake|a|r2|s2")) {
      assertThatThrownBy(() -> ExpectedFailures.parse(bad)).isInstanceOf(SanityException.class);
    }
  }
}
