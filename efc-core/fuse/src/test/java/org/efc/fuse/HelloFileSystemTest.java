// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.efc.fuse.abi.InitFlags;
import org.efc.fuse.fixture.Command;
import org.efc.fuse.fixture.FuseMount;
import org.efc.fuse.fixture.HelloFileSystem;
import org.efc.fuse.fixture.Served;
import org.junit.jupiter.api.Test;

/** A read-only file system on a real mount. */
class HelloFileSystemTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  @Test
  void fileIsReadListedAndStated() throws Exception {
    try (Served served = Served.by(new HelloFileSystem())) {
      FuseMount mount = served.mount();
      assertThat(Command.output("cat $1", mount.path("hello"))).isEqualTo("hello, world\n");
      assertThat(Command.output("ls $1", mount.directory())).isEqualTo("hello\n");
      assertThat(Command.output("stat -c '%i %a %F %s %h' $1", mount.path("hello")))
          .isEqualTo("2 644 regular file 13 1\n");
      assertThat(Command.output("stat -f -c '%S %b %f %a %c %d %l' $1", mount.directory()))
          .isEqualTo("4096 1000 600 500 100 90 255\n");
    }
  }

  @Test
  void missingNameIsEnoent() throws Exception {
    try (Served served = Served.by(new HelloFileSystem())) {
      Command.Result result = Command.run("cat $1", served.mount().path("absent"));
      assertThat(result.status()).isEqualTo(1);
      assertThat(result.output()).contains("No such file or directory");
    }
  }

  @Test
  void whatIsNotServedIsRefused() throws Exception {
    try (Served served = Served.by(new HelloFileSystem())) {
      assertThat(Command.run("mkdir $1", served.mount().path("d")).output())
          .contains("Function not implemented");
      assertThat(Command.run("echo x > $1", served.mount().path("new")).output())
          .contains("Function not implemented");
    }
  }

  @Test
  void initIsNegotiatedWithThisKernel() throws Exception {
    try (Served served = Served.by(new HelloFileSystem())) {
      Command.output("ls $1", served.mount().directory());
      Negotiated negotiated = served.session().negotiated().orElseThrow();
      assertThat(negotiated.maxWrite()).isEqualTo(1 << 20);
      assertThat(negotiated.has(InitFlags.ASYNC_READ | InitFlags.BIG_WRITES)).isTrue();
      assertThat(negotiated.flags() & InitFlags.WRITEBACK_CACHE).isZero();
    }
  }

  @Test
  void unmountEndsTheSession() throws Exception {
    try (Served served = Served.by(new HelloFileSystem())) {
      Command.output("ls $1", served.mount().directory());
      served.mount().unmount();
      assertThat(served.session().await(DEADLINE)).contains(new SessionEnd.Unmounted());
    }
  }

  @Test
  void abortEndsTheSession() throws Exception {
    try (Served served = Served.by(new HelloFileSystem())) {
      Command.output("ls $1", served.mount().directory());
      served.mount().abort();
      assertThat(served.session().await(DEADLINE)).contains(new SessionEnd.Aborted());
    }
  }

  @Test
  void stopWakesBlockedReadersAndLeavesTheMountToTheNext() throws Exception {
    try (FuseMount mount = FuseMount.mount()) {
      var metrics = new org.efc.common.metrics.Metrics();
      FileSystem hello = new HelloFileSystem();
      FuseSession first = Served.session(mount, hello, InitPreferences.shared(), metrics);
      first.start();
      assertThat(Command.output("cat $1", mount.path("hello"))).isEqualTo("hello, world\n");
      assertThat(first.stop(DEADLINE)).isTrue();
      assertThat(first.await(DEADLINE)).contains(new SessionEnd.Stopped());
      try (Command waiting = Command.start("cat $1", mount.path("hello"))) {
        FuseSession second =
            new FuseSession(
                mount.device(),
                hello,
                SessionOptions.defaults(),
                negotiated -> {
                  throw new AssertionError("INIT comes once");
                },
                first.negotiated(),
                metrics);
        second.start();
        assertThat(waiting.finish()).isEqualTo(new Command.Result(0, "hello, world\n"));
        assertThat(second.stop(DEADLINE)).isTrue();
      }
    }
  }
}
