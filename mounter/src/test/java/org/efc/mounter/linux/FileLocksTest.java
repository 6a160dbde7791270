// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.efc.common.linux.Fd;
import org.efc.common.linux.Libc;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.Syscall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLocksTest {
  private static final int LOCK_EX = 2;

  @Test
  void whoHasAFlockForItselfIsToldFromReadersWaitersAndOtherKinds() {
    assertThat(
            FileLocks.holders(
                List.of(
                    "1: FLOCK  ADVISORY  WRITE 2711 fd:01:131 0 EOF",
                    "1: -> FLOCK  ADVISORY  WRITE 2712 fd:01:131 0 EOF",
                    "2: POSIX  ADVISORY  WRITE 2713 fd:01:132 0 EOF",
                    "3: FLOCK  ADVISORY  READ 2714 fd:01:133 0 EOF",
                    "4: LEASE  ACTIVE    READ 2715 fd:01:134 0 EOF")))
        .containsExactly(2711);
  }

  @Test
  void ourOwnIsThere(@TempDir Path temp) throws Exception {
    int self = (int) ProcessHandle.current().pid();
    Path file = temp.resolve("lock");
    try (FileChannel made =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Fd fd = Fd.open(file.toString(), OpenFlags.O_RDWR, 0)) {
      assertThat(made.size()).isZero();
      Libc.current().require("flock", Syscall.FLOCK, fd.number(), LOCK_EX, 0, 0, 0, 0);
      assertThat(FileLocks.holders()).contains(self);
    }
  }
}
