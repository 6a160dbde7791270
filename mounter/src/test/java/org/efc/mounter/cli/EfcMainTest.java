// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EfcMainTest {
  @TempDir Path temp;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private ExitStatus run(String... arguments) {
    return EfcMain.run(
        List.of(arguments),
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"help", "--help", "-h"})
  void helpListsEveryCommand(String word) {
    assertThat(run(word)).isEqualTo(ExitStatus.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("mount ", "umount ", "status ", "version ", "sessmgr ", "csi ", "client ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sessmgr", "mount", "umount", "status", "version", "abort"})
  void everyCommandExplainsItself(String command) {
    assertThat(run(command, "--help")).isEqualTo(ExitStatus.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("Usage: efc " + command)
        .contains("Examples:\n  efc " + command);
    assertThat(err.size()).isZero();
  }

  @Test
  void mountsHelpNamesItsExitStatuses() {
    run("mount", "--help");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("  3  DIR is", "  4  the server can't", "  5  ", "  6  ");
  }

  @Test
  void badUseHasStatusTwoAndIsNamed() {
    assertThat(run("moutn")).isEqualTo(ExitStatus.USAGE);
    assertThat(run("mount", "--sorcket", "x")).isEqualTo(ExitStatus.USAGE);
    assertThat(run("mount", "file:///x")).isEqualTo(ExitStatus.USAGE);
    assertThat(run("umount")).isEqualTo(ExitStatus.USAGE);
    assertThat(run("status", "a", "b")).isEqualTo(ExitStatus.USAGE);
    assertThat(run("status", "--socket", "/" + "x".repeat(107))).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("moutn", "--sorcket", "SOURCE", "DIR is missing", "one VOLUME", "108 bytes");
  }

  @Test
  void targetThatCantBeOneIsRefusedBeforeAnythingStarts() throws Exception {
    Files.writeString(temp.resolve("file"), "x");
    String socket = "--socket=" + temp.resolve("s");
    assertThat(run("mount", socket, "file:///x", temp.resolve("file").toString()))
        .isEqualTo(ExitStatus.BAD_TARGET);
    assertThat(run("mount", socket, "file:///x", temp.resolve("none").toString()))
        .isEqualTo(ExitStatus.BAD_TARGET);
    assertThat(run("mount", socket, "file:///x", temp.resolve("no/parent").toString()))
        .isEqualTo(ExitStatus.BAD_TARGET);
    assertThat(run("mount", socket, "file:///x", temp.toString())).isEqualTo(ExitStatus.BAD_TARGET);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("is not a directory", "mkdir -p", "does not exist", "is not empty");
  }

  @Test
  void nobodyToAskIsAFailureThatNamesTheSocket() {
    String socket = temp.resolve("s").toString();
    assertThat(run("status", "--socket", socket)).isEqualTo(ExitStatus.FAILED);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(socket, "efc sessmgr");
  }

  @Test
  void abortAsksNobodyBeforeYesIsSaidAndSaysWhatItCosts() {
    String socket = "--socket=" + temp.resolve("s");
    assertThat(run("abort", socket, "v")).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("volume v", "ENOTCONN", "--yes");
    assertThat(run("abort", socket, "--yes")).isEqualTo(ExitStatus.USAGE);
    assertThat(run("abort", socket, "--yes", "v", "w")).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("one VOLUME");
    assertThat(run("abort", socket, "--yes", "v")).isEqualTo(ExitStatus.FAILED);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(temp.resolve("s").toString());
  }

  @Test
  void rehearsalGoesThroughTheCommandsWithoutRoot() {
    assertThat(run("rehearse", "--state-dir", temp.toString()))
        .as(() -> err.toString(StandardCharsets.UTF_8))
        .isEqualTo(ExitStatus.OK);
    assertThat(temp.resolve("target")).isEmptyDirectory();
  }
}
