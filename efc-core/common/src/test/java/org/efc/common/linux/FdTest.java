// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.efc.common.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FdTest {
  private static final int F_GETFD = 1;
  private static final int FD_CLOEXEC = 1;

  @TempDir Path directory;

  private Fd open() {
    return Fd.open(directory.resolve("f").toString(), OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0600);
  }

  private static boolean isOpenInKernel(int number) {
    return Libc.current().call(Syscall.FCNTL, number, F_GETFD, 0) >= 0;
  }

  @Test
  void openedDescriptorIsClosedOnExec() {
    try (Fd fd = open()) {
      assertThat(Libc.current().call(Syscall.FCNTL, fd.number(), F_GETFD, 0)).isEqualTo(FD_CLOEXEC);
      assertThat(directory.resolve("f")).exists();
    }
  }

  @Test
  void closeIsOnce() {
    Fd fd = open();
    int number = fd.number();
    fd.close();
    assertThat(isOpenInKernel(number)).isFalse();
    try (Fd other = open()) {
      fd.close(); // must not close the number's next owner
      assertThat(isOpenInKernel(other.number())).isTrue();
    }
    assertThat(fd.isOpen()).isFalse();
    assertThatThrownBy(fd::number).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void numberThatIsHeldGoesToNoOtherFile() {
    Fd fd = open();
    int number = fd.hold();
    assertThat(fd.hold()).isEqualTo(number);
    fd.close();
    assertThat(fd.isOpen()).isFalse();
    assertThatThrownBy(fd::hold).isInstanceOf(IllegalStateException.class);
    fd.letGo();
    assertThat(isOpenInKernel(number)).as("one still holds it").isTrue();
    try (Fd other = open()) {
      assertThat(other.number()).isNotEqualTo(number);
    }
    fd.letGo();
    assertThat(isOpenInKernel(number)).isFalse();
  }

  @Test
  void numberThatIsGivenAwayIsNotClosedByTheLastWhoHeldIt() {
    Fd fd = open();
    fd.hold();
    int number = fd.release();
    fd.letGo();
    assertThat(isOpenInKernel(number)).isTrue();
    Fd.owning(number).close();
  }

  @Test
  void releasedNumberStaysOpen() {
    Fd fd = open();
    int number = fd.release();
    fd.close();
    assertThat(isOpenInKernel(number)).isTrue();
    Fd.owning(number).close();
    assertThatThrownBy(fd::release).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void duplicateIsTheSameOpenFile() throws Exception {
    try (Fd fd = open();
        Fd second = fd.duplicate();
        CString memory = new CString()) {
      long text = memory.of("ab");
      Libc.current().call(Syscall.WRITE, fd.number(), text, 1);
      Libc.current().call(Syscall.WRITE, second.number(), text + 1, 1);
      assertThat(Files.readString(directory.resolve("f"))).isEqualTo("ab");
    }
  }

  @Test
  void failureNamesThePathAndTheErrno() {
    assertThatThrownBy(() -> Fd.open(directory + "/absent", OpenFlags.O_RDONLY, 0))
        .isInstanceOfSatisfying(
            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
        .hasMessageContaining("/absent");
    assertThatThrownBy(() -> Fd.owning(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
