// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * csi-sanity, which nobody here wrote, against the running plugin with real mounts; no skip option.
 */
class CsiSanityIT {
  private static final Duration LIMIT = Duration.ofMinutes(8);

  @ParameterizedTest
  @EnumSource
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void everyTestPassesOrIsSkippedForACapabilityWeDoNotOffer(StorageKind kind) throws IOException {
    Requirements.mounting();
    try (World world = World.of(kind)) {
      CsiSanityRun run = CsiSanityRun.prepare(world);
      Path reports =
          Files.createDirectories(
              Path.of(System.getProperty("efc.reports", "target"), "csi-sanity-reports"));
      Path file = reports.resolve("csi-sanity-" + kind + ".xml");

      Program.Outcome outcome = run.execute(file, LIMIT);

      assertThat(file).as("the report of csi-sanity, which said:\n%s", outcome.out()).exists();
      GinkgoReport report = GinkgoReport.read(file);
      System.out.println(CsiSanityReport.summary(report, kind.toString()));
      assertThat(report.failed()).as("failed tests").isEmpty();
      assertThat(outcome.status()).as("exit status of csi-sanity").isZero();
      assertThat(report.passed()).as("passed tests").hasSizeGreaterThan(40);
      assertThat(report.skipped())
          .allSatisfy(
              skipped ->
                  assertThat(CsiSanityReport.REASONS)
                      .as("why %s is skipped", skipped.name())
                      .containsKey(skipped.message()));
      assertThat(run.pathsLeft())
          .as("paths that unpublish should have removed")
          .isEqualTo(List.of());
      world.assertNothingLeft();
    }
  }
}
