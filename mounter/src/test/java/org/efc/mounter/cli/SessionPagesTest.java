// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.efc.mounter.MountException;
import org.efc.mounter.http.Page;
import org.efc.mounter.session.SessionConfig;
import org.efc.mounter.session.SessionProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What probes and Prometheus are told by a session manager, alive and dead. */
@Timeout(60)
class SessionPagesTest {
  @TempDir Path temp;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private SessionConfig config() {
    return new SessionConfig(
        temp.resolve("s.sock").toString(),
        temp.resolve("state"),
        temp.resolve("mnt"),
        List.of("/bin/false"),
        "test",
        "efc-test",
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        SessionConfig.DEFAULT_HUNG_AFTER,
        false,
        OptionalLong.empty(),
        10);
  }

  private Page page(String path) {
    return Objects.requireNonNull(SessionPages.of(config().socket()).get(path)).get();
  }

  @Test
  void aSessionManagerIsHealthyAsLongAsItsSocketAnswers() {
    try (SessionProcess _ = SessionProcess.start(config())) {
      assertThat(page("/healthz")).isEqualTo(Page.ok("ok\n"));
      assertThat(page("/metrics").status()).isEqualTo(200);
      assertThat(page("/metrics").text())
          .contains("# TYPE efc_failovers_total counter", "efc_failover_stall_seconds");
    }
    assertThatThrownBy(() -> page("/healthz"))
        .isInstanceOf(MountException.class)
        .hasMessageContaining(config().socket());
  }

  /**
   * A restart with the port taken leaves the volumes to whoever has it put right, not half done.
   */
  @Test
  void aPortThatIsTakenIsFoundOutBeforeAnythingStarts() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertThat(run(address)).isEqualTo(ExitStatus.FAILED);
      assertThat(err.toString(StandardCharsets.UTF_8)).contains(address, "--metrics-address");
    }
    assertThat(temp.resolve("state")).doesNotExist();
    assertThat(run("9")).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("option --metrics-address is 9:");
  }

  private ExitStatus run(String address) {
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    List<String> words =
        List.of(
            "sessmgr",
            "--client-command=/bin/false",
            "--state-dir=" + temp.resolve("state"),
            "--metrics-address=" + address);
    return EfcMain.run(words, new Console(errors, errors));
  }
}
