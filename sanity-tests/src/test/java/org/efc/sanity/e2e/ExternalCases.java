// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.efc.sanity.GinkgoReport;
import org.efc.sanity.Program;

/**
 * Kubernetes' own storage tests against this driver (test/e2e/storage/external). What is left out:
 * tests that take the node away over ssh, those of features that are another's, as snapshots, and
 * one that wants a volume populator, whose images are not to be had here.
 */
final class ExternalCases {
  private static final Duration LIMIT = Duration.ofMinutes(55);
  private static final String SUITE = "External Storage";
  private static final String ATTRIBUTES_CLASS = "external";

  /** They wait for pods and claims most of the time. */
  private static final int AT_ONCE = 4;

  /** Ginkgo's word for what was not chosen. */
  private static final String LEFT_OUT = "skipped";

  private ExternalCases() {}

  static List<ClusterCase> all() {
    return List.of(ClusterCase.of("Kubernetes' own storage tests", ExternalCases::run));
  }

  private static void run(Cluster cluster, CaseTable.Row row) throws IOException {
    Path definitions = cluster.root().resolve("sanity-tests/cluster/external");
    Path programs = Path.of(System.getProperty("efc.e2e.external"));
    Path reports = Files.createTempDirectory("external");
    Path report = reports.resolve("report.xml");
    String attributes = Yaml.attributesClass(ATTRIBUTES_CLASS, "mountPermissions: \"0775\"");
    cluster.apply(attributes);
    Program.Outcome outcome =
        Program.of(
                programs.resolve("ginkgo").toString(),
                "--procs=" + AT_ONCE,
                "--focus=" + SUITE,
                "--skip=\\[Disruptive\\]|\\[Feature:|any volume data source",
                "--timeout=50m",
                "--no-color",
                "--output-dir=" + reports,
                "--junit-report=" + report.getFileName(),
                programs.resolve("e2e.test").toString(),
                "--",
                "-kubeconfig=" + System.getProperty("efc.kubeconfig"),
                "-provider=local",
                "-num-nodes=1",
                "-storage.testdriver=" + definitions.resolve("driver.yaml"))
            .limit(LIMIT)
            .run();
    Path log = cluster.root().resolve("target/e2e-external.log");
    Files.writeString(log, outcome.out() + outcome.err());
    GinkgoReport all = GinkgoReport.read(report);
    String text = summary(all);
    Files.writeString(cluster.root().resolve("target/e2e-external.txt"), text);
    System.out.print(text);
    assertThat(all.failed()).as("failed, see %s", log).isEmpty();
    assertThat(all.passed()).as("passed").hasSizeGreaterThan(30);
    assertThat(outcome.status()).as("exit status, see %s", log).isZero();
    cluster.delete(attributes);
    Files.delete(report);
    Files.delete(reports);
  }

  private static String summary(GinkgoReport report) {
    List<GinkgoReport.Skipped> ours =
        report.skipped().stream().filter(it -> it.name().contains(SUITE)).toList();
    List<GinkgoReport.Skipped> skipped =
        ours.stream().filter(it -> !it.message().equals(LEFT_OUT)).toList();
    return "%s: %d passed, %d failed, %d skipped, %d left out%n"
            .formatted(
                SUITE,
                report.passed().size(),
                report.failed().size(),
                skipped.size(),
                ours.size() - skipped.size())
        + lines("  passed  ", report.passed())
        + lines("  FAILED  ", report.failed())
        + lines(
            "  skipped ",
            skipped.stream().map(it -> it.name() + "\n          " + it.message()).toList());
  }

  private static String lines(String begin, List<String> names) {
    return names.stream()
        .map(name -> begin + name.replaceFirst(".*" + SUITE + " *", "") + "\n")
        .collect(Collectors.joining());
  }
}
