// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.efc.common.Errno;
import org.efc.fuse.fixture.Command;
import org.efc.fuse.fixture.HelloFileSystem;
import org.efc.fuse.fixture.Served;
import org.efc.fuse.op.Open;
import org.junit.jupiter.api.Test;

/** An error reaches the caller as it is. */
class ErrorCodesTest {
  private static final Map<Errno, String> TEXTS =
      Map.of(
          Errno.EPERM, "Operation not permitted",
          Errno.EIO, "Input/output error",
          Errno.EACCES, "Permission denied",
          Errno.EROFS, "Read-only file system",
          Errno.ENOSPC, "No space left on device",
          Errno.EDQUOT, "Disk quota exceeded",
          Errno.ETIMEDOUT, "Connection timed out",
          Errno.EBUSY, "Device or resource busy");

  private static final class Failing extends HelloFileSystem {
    volatile Errno errno = Errno.EIO;

    @Override
    public void open(Request request, Open op) {
      request.pending().error(errno);
    }
  }

  @Test
  void errorReachesTheCaller() throws Exception {
    Failing fileSystem = new Failing();
    try (Served served = Served.by(fileSystem)) {
      for (Map.Entry<Errno, String> each : TEXTS.entrySet()) {
        fileSystem.errno = each.getKey();
        assertThat(Command.run("LC_ALL=C cat $1", served.mount().path("hello")).output())
            .as(each.getKey().name())
            .contains(each.getValue());
      }
    }
  }

  @Test
  void enosysOfOpenIsRememberedAndTheFileIsReadWithoutAHandle() throws Exception {
    Failing fileSystem = new Failing();
    fileSystem.errno = Errno.ENOSYS;
    try (Served served = Served.by(fileSystem)) {
      for (int i = 0; i < 3; i++) {
        assertThat(Command.output("cat $1", served.mount().path("hello")))
            .isEqualTo("hello, world\n");
      }
      assertThat(served.requests("open")).isEqualTo(1);
    }
  }
}
