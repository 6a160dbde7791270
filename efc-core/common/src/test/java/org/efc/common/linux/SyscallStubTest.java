// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** System calls by code of our own, and without where the kernel refuses such code. */
class SyscallStubTest {
  private static final int PAGE = 4096;

  /** PR_SET_MDWE with PR_MDWE_REFUSE_EXEC_GAIN: nothing becomes executable from now on. */
  private static final int PR_SET_MDWE = 65;

  @TempDir Path directory;

  @Test
  void theCodeIsUsed() {
    assertThat(Libc.isFrugal()).isTrue();
  }

  @Test
  void allSixArgumentsReachTheKernel() throws IOException {
    assertThat(secondPage(directory)).isEqualTo("second");
  }

  /** What mmap(2), which needs each of its arguments, shows of the second page of a file. */
  private static String secondPage(Path directory) throws IOException {
    byte[] content = new byte[2 * PAGE];
    byte[] second = "second".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(second, 0, content, PAGE, second.length);
    Path path = Files.write(directory.resolve("pages"), content);
    try (Fd file = Fd.open(path.toString(), OpenFlags.O_RDWR, 0)) {
      long address = Memory.mapShared(file.number(), PAGE, PAGE);
      try {
        return new String(Memory.bytes(address, second.length), StandardCharsets.UTF_8);
      } finally {
        Memory.unmap(address, PAGE);
      }
    }
  }

  @Test
  void aProcessThatMayHaveNoCodeOfItsOwnCallsByLibcAndSaysSoOnce() throws Exception {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The JVM maps all of its own code before the process loses the right to map more.
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    words.addAll(List.of("-XX:ReservedCodeCacheSize=16m", "-XX:InitialCodeCacheSize=16m"));
    words.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.addAll(List.of(WithoutCode.class.getName(), directory.toString()));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(said).isTrue();
      assertThat(said)
          .contains("code of its own: false")
          .contains("close of no file: -9")
          .contains("second page: second")
          .containsOnlyOnce("no memory may be made executable");
    } finally {
      process.destroyForcibly();
    }
  }

  /** Gives up the right to new code, and then makes its first system calls. */
  static final class WithoutCode {
    private WithoutCode() {}

    public static void main(String[] arguments) throws IOException {
      Logger logger = Logger.getLogger(Libc.class.getName());
      ConsoleHandler console = new ConsoleHandler();
      console.setLevel(Level.ALL);
      logger.addHandler(console);
      logger.setUseParentHandlers(false);
      logger.setLevel(Level.ALL);
      long refused =
          Downcall.call(
              Downcall.symbol("syscall"), Syscall.PRCTL.number(), PR_SET_MDWE, 1, 0, 0, 0, 0);
      if (refused != 0) {
        throw new AssertionError("prctl(PR_SET_MDWE) fails: Linux is older than 6.3");
      }
      System.out.println("code of its own: " + Libc.isFrugal());
      System.out.println("close of no file: " + Libc.current().call(Syscall.CLOSE, 1 << 20));
      System.out.println("second page: " + secondPage(Path.of(arguments[0])));
    }
  }
}
