// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.efc.common.EfcException;
import org.efc.common.Errno;
import org.junit.jupiter.api.Test;

class SyscallTest {
  private static final Path AMD64 = Path.of("/usr/include/x86_64-linux-gnu/asm/unistd_64.h");
  private static final Path GENERIC = Path.of("/usr/include/asm-generic/unistd.h");

  /** Newer than the headers of some distributions; one table for all architectures since 5.0. */
  private static final int UNIFIED = 424;

  private static void assertNumbers(Path header, Arch arch) throws IOException {
    Map<String, Integer> numbers = HeaderNumbers.of(header);
    for (Syscall call : Syscall.values()) {
      String name = call.name().toLowerCase(Locale.ROOT);
      // The generic header has the names without and with 3264 for those that differ by word size.
      Integer number = numbers.getOrDefault("__NR_" + name, numbers.get("__NR3264_" + name));
      if (number == null) {
        assertThat(call.number(arch)).as("%s is too new", call).isGreaterThanOrEqualTo(UNIFIED);
        assertThat(call.number(Arch.AMD64)).isEqualTo(call.number(Arch.AARCH64));
      } else {
        assertThat(call.number(arch)).as("%s on %s", call, arch).isEqualTo(number);
      }
    }
  }

  @Test
  void numbersOfAmd64AreThoseOfItsHeader() throws IOException {
    assertNumbers(AMD64, Arch.AMD64);
  }

  @Test
  void numbersOfAarch64AreThoseOfTheGenericHeader() throws IOException {
    assertNumbers(GENERIC, Arch.AARCH64);
  }

  @Test
  void openFlagsAreThoseOfTheHeader() throws IOException {
    assumeTrue(Arch.current() == Arch.AMD64, "aarch64 has a header of its own for these");
    Map<String, Integer> numbers = HeaderNumbers.of(Path.of("/usr/include/asm-generic/fcntl.h"));
    assertThat(OpenFlags.O_CREAT).isEqualTo(numbers.get("O_CREAT"));
    assertThat(OpenFlags.O_EXCL).isEqualTo(numbers.get("O_EXCL"));
    assertThat(OpenFlags.O_TRUNC).isEqualTo(numbers.get("O_TRUNC"));
    assertThat(OpenFlags.O_APPEND).isEqualTo(numbers.get("O_APPEND"));
    assertThat(OpenFlags.O_NONBLOCK).isEqualTo(numbers.get("O_NONBLOCK"));
    assertThat(OpenFlags.O_CLOEXEC).isEqualTo(numbers.get("O_CLOEXEC"));
    assertThat(OpenFlags.O_PATH).isEqualTo(numbers.get("O_PATH"));
    assertThat(OpenFlags.O_DIRECT).isEqualTo(numbers.get("O_DIRECT"));
    assertThat(OpenFlags.O_DIRECTORY).isEqualTo(numbers.get("O_DIRECTORY"));
    assertThat(OpenFlags.O_NOFOLLOW).isEqualTo(numbers.get("O_NOFOLLOW"));
  }

  @Test
  void callsReachTheKernel() {
    assertThat(Libc.current().call(Syscall.GETPID, 0)).isEqualTo(ProcessHandle.current().pid());
  }

  @Test
  void errorIsTheNegativeErrno() {
    assertThat(Libc.current().call(Syscall.CLOSE, 1 << 20)).isEqualTo(-Errno.EBADF.code());
    assertThatThrownBy(
            () -> Libc.current().require("close of x", Syscall.CLOSE, 1 << 20, 0, 0, 0, 0, 0))
        .isInstanceOfSatisfying(
            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBADF))
        .hasMessage("close of x: EBADF");
  }

  @Test
  void architecturesAreKnownByTheNamesOfTheJvm() {
    assertThat(Arch.parse("x86_64")).isEqualTo(Arch.AMD64);
    assertThat(Arch.parse("aarch64")).isEqualTo(Arch.AARCH64);
    assertThatThrownBy(() -> Arch.parse("riscv64"))
        .isInstanceOf(EfcException.class)
        .hasMessageContaining("riscv64");
  }
}
