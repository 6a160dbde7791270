// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code .ci/run} beside a {@code ./dev} that only says what it was asked for. */
class CiScriptTest {
  private static final String REPORT = "3 passed, 0 failed, 0 skipped";

  @TempDir Path checkout;

  @BeforeEach
  void copy() throws IOException {
    Path script = Path.of(System.getProperty("efc.root", ".."), ".ci/run");
    Files.createDirectories(checkout.resolve(".ci"));
    Files.createDirectories(checkout.resolve("bin"));
    program(".ci/run", Files.readString(script));
    dev(0, 0);
  }

  private void program(String name, String text) throws IOException {
    Files.writeString(checkout.resolve(name), text);
    Files.setPosixFilePermissions(
        checkout.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void dev(int built, int e2e) throws IOException {
    program(
        "dev",
        """
        #!/bin/sh
        case $1 in
          test) echo '%s' ;;
          cluster) exit %d ;;
          e2e) echo "e2e $2"; exit %d ;;
        esac
        """
            .formatted(REPORT, built, e2e));
  }

  private Program ci() {
    return Program.of(checkout.resolve(".ci/run").toString());
  }

  private static void needContainers() {
    Requirements.mounting();
    assumeTrue(
        Program.shell("unshare --mount --pid --net --fork -- true").run().status() == 0,
        "no namespaces");
  }

  private static void assertNotRun(Program.Outcome outcome, String reason) {
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("ci: FAILED: ./dev e2e did not run: ").contains(reason);
    assertThat(outcome.out()).doesNotContain("e2e --short");
  }

  @Test
  void bothRun() {
    needContainers();
    assertThat(ci().output()).isEqualTo(REPORT + "\ne2e --short\n");
  }

  @Test
  void aFailureOfTheClusterSuiteIsOneOfTheRun() throws IOException {
    needContainers();
    dev(0, 7);
    assertThat(ci().run().status()).isEqualTo(7);
  }

  @Test
  void withoutTimeForTheClusterSuiteTheRunFails() {
    needContainers();
    assertNotRun(ci().with("EFC_CI_LIMIT", "60").run(), "are too few");
  }

  @Test
  void withoutKubernetesTheRunFails() throws IOException {
    needContainers();
    dev(5, 0);
    assertNotRun(ci().run(), "the build of Kubernetes failed (exit status 5)");
  }

  @Test
  void withoutRootTheRunFailsBeforeAnythingIsDone() throws IOException {
    program("bin/id", "#!/bin/sh\necho 1000\n");
    String path = checkout.resolve("bin") + ":" + System.getenv("PATH");
    Program.Outcome outcome = ci().with("PATH", path).run();
    assertNotRun(outcome, "set EFC_CI_NO_E2E=1");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void whatIsLeftOutOnPurposeIsSaidInTheLastLine() {
    Program.Outcome outcome = ci().with("EFC_CI_NO_E2E", "1").run().succeeded();
    assertThat(outcome.out()).isEqualTo(REPORT + "\nSKIPPED: ./dev e2e, because EFC_CI_NO_E2E=1\n");
  }
}
