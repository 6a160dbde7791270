// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.efc.backend.BackendException;
import org.efc.backend.source.Source;
import org.efc.common.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileBackendOpeningTest {
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  @TempDir private Path directory = Path.of("");

  @Test
  void aDirectoryThatIsNotThereIsENOENT() {
    assertFails(directory.resolve("nothing"), Errno.ENOENT, "can't be opened as a directory");
  }

  @Test
  void aFileIsENOTDIR() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertFails(file, Errno.ENOTDIR, "can't be opened as a directory");
  }

  @Test
  void aFileSystemWithoutHandlesIsEOPNOTSUPP() {
    assertFails(Path.of("/proc"), Errno.EOPNOTSUPP, "file system without file handles");
  }

  private static void assertFails(Path path, Errno errno, String message) {
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> FileBackend.open(new Source.Local(path.toString())))
        .withMessageContaining("file://" + path)
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.errno()).isEqualTo(errno));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dac_read_search", "setuid", "setgid"})
  void withoutACapabilityTheMessageSaysWhich(String capability) throws Exception {
    assumeTrue(Files.isExecutable(SETPRIV), "no setpriv");
    Process process =
        new ProcessBuilder(
                List.of(
                    SETPRIV.toString(),
                    "--bounding-set=-" + capability,
                    ProcessHandle.current().info().command().orElseThrow(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-Xshare:auto",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Opener.class.getName(),
                    directory.toString()))
            .redirectErrorStream(true)
            .start();
    String output;
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
    }
    assertThat(output).startsWith("EPERM").containsIgnoringCase("CAP_" + capability);
  }

  /** What the process without the capability runs. */
  static final class Opener {
    private Opener() {}

    @SuppressWarnings("SystemOut") // its parent reads it
    public static void main(String[] args) {
      try {
        FileBackend.open(new Source.Local(args[0])).close();
        System.out.println("opened");
      } catch (BackendException e) {
        System.out.println(e.errno() + " " + e.getMessage());
      }
    }
  }
}
