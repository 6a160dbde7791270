// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.efc.common.Errno;
import org.efc.fuse.fixture.Command;
import org.efc.fuse.fixture.HelloFileSystem;
import org.efc.fuse.fixture.Served;
import org.efc.fuse.op.Flush;
import org.efc.fuse.op.Fsync;
import org.efc.fuse.op.Release;
import org.efc.fuse.op.Setattr;
import org.efc.fuse.op.Write;
import org.junit.jupiter.api.Test;

/** What close(2) and fsync(2) make of an open file. */
class FlushTest {
  private static final class Recording extends HelloFileSystem {
    final List<String> events = new CopyOnWriteArrayList<>();
    volatile Errno closing = Errno.ENOSYS;

    @Override
    public void write(Request request, Write op) {
      events.add("write " + op.handle());
      request.pending().written(op.size());
    }

    @Override
    public void setattr(Request request, Setattr op) {
      fill(request.pending().attributesOut().attributes(), op.nodeid());
      request.pending().attributes();
    }

    @Override
    public void fsync(Request request, Fsync op) {
      events.add(op.dataOnly() ? "fdatasync" : "fsync");
      request.pending().ok();
    }

    @Override
    public void flush(Request request, Flush op) {
      events.add("flush " + op.handle());
      if (closing == Errno.ENOSYS) {
        request.pending().ok();
      } else {
        request.pending().error(closing);
      }
    }

    @Override
    public void release(Request request, Release op) {
      events.add("release " + op.handle());
      request.pending().ok();
    }
  }

  private final Recording fileSystem = new Recording();

  /** In this order; RELEASE comes after close(2) has returned. */
  private void assertEvents(String... expected) {
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(fileSystem.events).containsSubsequence(expected).endsWith("release 7"));
  }

  @Test
  void closeFlushesOnceForEachDescriptorAndReleasesOnce() throws Exception {
    try (Served served = Served.by(fileSystem)) {
      String script = "exec 3>>$1; exec 4>&3; echo x >&3; exec 3>&-; echo y >&4; exec 4>&-";
      Command.output(script, served.mount().path("hello"));
      // The shell's redirections duplicate the descriptor themselves: count what is certain.
      Awaitility.await().untilAsserted(() -> assertThat(fileSystem.events).endsWith("release 7"));
      assertThat(fileSystem.events).filteredOn("release 7"::equals).hasSize(1);
      assertThat(fileSystem.events).filteredOn("write 7"::equals).hasSize(2);
      assertThat(fileSystem.events).filteredOn("flush 7"::equals).hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void errorOfFlushIsTheErrorOfClose() throws Exception {
    fileSystem.closing = Errno.EDQUOT;
    try (Served served = Served.by(fileSystem)) {
      Command.Result result =
          Command.run(
              "LC_ALL=C dd if=/dev/zero of=$1 bs=1 count=1 status=none",
              served.mount().path("hello"));
      assertThat(result.status()).isEqualTo(1);
      assertThat(result.output()).contains("Disk quota exceeded");
    }
  }

  @Test
  void fsyncComesBeforeTheFlushOfClose() throws Exception {
    try (Served served = Served.by(fileSystem)) {
      String dd = "dd if=/dev/zero of=$1 bs=1 count=1 conv=notrunc,";
      Command.output(dd + "fsync status=none", served.mount().path("hello"));
      assertEvents("write 7", "fsync", "flush 7", "release 7");
      fileSystem.events.clear();
      Command.output(dd + "fdatasync status=none", served.mount().path("hello"));
      assertEvents("write 7", "fdatasync", "flush 7", "release 7");
    }
  }
}
