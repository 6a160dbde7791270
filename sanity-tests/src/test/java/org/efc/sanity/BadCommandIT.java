// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.efc.sanity.node.Distribution;
import org.efc.sanity.node.MountTable;
import org.efc.sanity.node.Node;
import org.efc.sanity.storage.Ports;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input on the command line: a documented exit status, one message, in time, nothing left. */
class BadCommandIT {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(40);
  private static final int USAGE = 2;
  private static final int BAD_TARGET = 3;
  private static final int UNREACHABLE = 4;
  private static final int NO_SUCH_SOURCE = 5;

  private static Node node;
  private static Path empty;
  private static Path file;

  @BeforeAll
  static void start() throws IOException {
    Requirements.mounting();
    node = Node.create(Distribution.built());
    empty = Files.createDirectory(node.directory().resolve("empty"));
    file = Files.writeString(node.directory().resolve("file"), "precious");
    node.startSessionManager();
  }

  @AfterAll
  static void end() {
    if (node != null) {
      node.close();
    }
  }

  /**
   * A row of the table.
   *
   * @param says parts of the message on standard error
   */
  record Row(String what, int status, List<String> says, List<String> arguments) {
    @Override
    public String toString() {
      return what + " exits " + status;
    }
  }

  private static Row mount(String what, int status, String source, String... says) {
    return mountAt(empty, what, status, source, says);
  }

  private static Row mountAt(
      Path directory, String what, int status, String source, String... says) {
    return new Row(
        what,
        status,
        List.of(says),
        List.of(
            "mount",
            "--socket=" + node.sessionManagerSocket(),
            "--state-dir=" + node.stateDirectory(),
            source,
            directory.toString()));
  }

  static Stream<Row> rows() {
    int refused = Ports.free();
    return Stream.of(
        new Row("an unknown command", USAGE, List.of("moutn"), List.of("moutn")),
        new Row("an unknown option", USAGE, List.of("--sorcket"), List.of("mount", "--sorcket=x")),
        new Row("mount without a source", USAGE, List.of("SOURCE"), List.of("mount")),
        new Row("client without a device", USAGE, List.of("--device-fd"), List.of("client")),
        mount("an unknown scheme", USAGE, "ftp://host/x", "ftp"),
        mount("a source that escapes", USAGE, "file:///tmp/../etc", ".."),
        mount(
            "an unknown host", UNREACHABLE, "nfs://no-such-host.invalid/x", "no-such-host.invalid"),
        mount(
            "a refused port",
            UNREACHABLE,
            "nfs://127.0.0.1:" + refused + "/x?mountport=" + refused,
            "127.0.0.1",
            "" + refused),
        mount(
            "no such directory",
            NO_SUCH_SOURCE,
            "file:///tmp/efc-is-not-there",
            "efc-is-not-there"),
        mountAt(
            node.directory().resolve("missing"),
            "no such mount point",
            BAD_TARGET,
            "file:///tmp",
            "missing"),
        mountAt(file, "a mount point that is a file", BAD_TARGET, "file:///tmp", file.toString()),
        mountAt(
            node.directory(),
            "a mount point that is not empty",
            BAD_TARGET,
            "file:///tmp",
            node.directory().toString()),
        new Row(
            "no session manager to ask",
            1,
            List.of("/tmp/efc-no-socket"),
            List.of("status", "--socket=/tmp/efc-no-socket")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isRefused(Row row) {
    Program.Outcome outcome =
        Program.of(node.distribution().command(row.arguments())).limit(ANSWER_WITHIN).run();

    assertThat(outcome.status()).as(outcome.err()).isEqualTo(row.status());
    assertThat(outcome.err()).contains(row.says()).doesNotContain("\tat ");
    assertThat(MountTable.read().under(node.directory())).isEmpty();
    assertThat(node.clients()).isEmpty();
    assertThat(empty).isEmptyDirectory();
    assertThat(file).hasContent("precious");
  }
}
