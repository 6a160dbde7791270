// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The process itself: killed and started again, refused, told to stop. */
@Timeout(240)
class RegistrationProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Short, for the path of a socket has 107 bytes. */
  private Path directory = Path.of("/");

  private Optional<Process> plugin = Optional.empty();

  @BeforeEach
  void make() throws IOException {
    directory = Files.createTempDirectory(Path.of("/tmp"), "efc-reg-");
    Files.createDirectory(directory.resolve("reg"));
  }

  @AfterEach
  void end() throws Exception {
    if (plugin.isPresent()) {
      plugin.get().destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }
    try (var files = Files.walk(directory)) {
      for (Path file : files.toList().reversed()) {
        Files.delete(file);
      }
    }
  }

  private Path socket() {
    return directory.resolve("reg/fuse.csi.fluid.io-reg.sock");
  }

  private Path log() {
    return directory.resolve("log");
  }

  private Process start() throws IOException {
    Object before = identity().orElse("");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CsiMain.class.getName(),
                "--mode=node",
                "--node-id=n",
                "--endpoint=unix://" + directory.resolve("csi.sock"),
                "--sessmgr-socket=" + directory.resolve("nobody.sock"),
                "--registration-dir=" + directory.resolve("reg"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    plugin = Optional.of(process);
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> identity().filter(now -> !now.equals(before)).isPresent());
    return process;
  }

  private Optional<Object> identity() throws IOException {
    try {
      return Optional.of(
          Objects.requireNonNull(
              Files.readAttributes(socket(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                  .fileKey()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private void kubeletTakesIt() {
    try (KubeletSide kubelet = new KubeletSide(socket())) {
      assertThat(kubelet.driver().getName()).isEqualTo("fuse.csi.fluid.io");
      kubelet.accept();
    }
  }

  @Test
  void aKilledPluginsSocketIsReplacedByTheNext() throws Exception {
    Process first = start();
    kubeletTakesIt();
    first.destroyForcibly();
    assertThat(first.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(identity()).as("what kill -9 leaves").isPresent();
    Process second = start();
    kubeletTakesIt();
    second.destroy();
    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(directory.resolve("reg")).isEmptyDirectory();
    assertThat(log()).content().contains("kubelet has registered fuse.csi.fluid.io");
  }

  @Test
  void aRefusedPluginSaysSoAndEndsForKubeletToStartItAgain() throws Exception {
    Process refused = start();
    try (KubeletSide kubelet = new KubeletSide(socket())) {
      kubelet.refuse("no such version");
    }
    assertThat(refused.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(refused.exitValue()).isEqualTo(1);
    assertThat(log())
        .content()
        .contains("efc csi: kubelet refuses driver fuse.csi.fluid.io", "no such version");
    assertThat(directory.resolve("reg")).isEmptyDirectory();
  }
}
