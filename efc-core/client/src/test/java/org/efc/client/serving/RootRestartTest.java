// SPDX-License-Identifier: Apache-2.0
package org.efc.client.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.efc.backend.Backend;
import org.efc.backend.Completion;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.memory.MemoryTree;
import org.efc.client.fixture.MountedVolume;
import org.efc.common.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootRestartTest {
  private final AtomicInteger ends = new AtomicInteger();

  @Test
  void aProcessEndsOnceAMinuteAlsoOverProcesses(@TempDir Path state) {
    AtomicLong now = new AtomicLong(1_000_000);
    InstantSource clock = () -> Instant.ofEpochMilli(now.get());
    restart(state, clock, () -> true).run();
    assertThat(ends).hasValue(1);
    RootRestart next = restart(state, clock, () -> true);
    now.addAndGet(59_000);
    next.run();
    assertThat(ends).hasValue(1);
    now.addAndGet(1000);
    next.run();
    next.run();
    assertThat(ends).hasValue(2);
  }

  @Test
  void aSourceThatCannotBeMountedIsNoReasonToEnd(@TempDir Path state) {
    AtomicLong now = new AtomicLong(1_000_000);
    AtomicInteger looks = new AtomicInteger();
    AtomicBoolean there = new AtomicBoolean();
    RootRestart restart =
        restart(
            state,
            () -> Instant.ofEpochMilli(now.get()),
            () -> {
              looks.incrementAndGet();
              return there.get();
            });
    restart.run();
    restart.run();
    assertThat(looks).as("looks within ten seconds").hasValue(1);
    now.addAndGet(10_000);
    restart.run();
    assertThat(looks).hasValue(2);
    assertThat(ends).hasValue(0);
    there.set(true);
    now.addAndGet(10_000);
    restart.run();
    assertThat(ends).hasValue(1);
  }

  private RootRestart restart(Path state, InstantSource clock, BooleanSupplier sourceIsThere) {
    return new RootRestart(state, clock, sourceIsThere, Runnable::run, ends::incrementAndGet);
  }

  @Test
  void aStaleRootIsNoticedAndToldUntilTheStorageKnowsItAgain()
      throws IOException, InterruptedException {
    MemoryTree tree = new MemoryTree();
    AtomicBoolean stale = new AtomicBoolean();
    try (MountedVolume volume =
        MountedVolume.of(() -> losingItsRoot(new MemoryBackend(tree), stale), "attr-ttl=0")) {
      volume.volume().staleRoot().then(ends::incrementAndGet);
      volume.sh("mkdir $1/d && ls $1");
      assertThat(volume.volume().staleRoot().isStale()).isFalse();
      stale.set(true);
      assertThat(volume.run("ls $1").output()).contains("Stale file handle");
      assertThat(volume.volume().staleRoot().isStale()).isTrue();
      assertThat(ends.get()).isPositive();
      stale.set(false);
      volume.sh("ls $1");
      assertThat(volume.volume().staleRoot().isStale()).isFalse();
    }
  }

  /** Storage whose calls that answer attributes or entries fail with ESTALE for a while. */
  private static Backend losingItsRoot(Backend storage, AtomicBoolean stale) {
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (_, method, arguments) -> {
              if (stale.get()
                  && arguments != null
                  && arguments.length > 0
                  && arguments[arguments.length - 1] instanceof Completion<?> completion) {
                completion.failed(Errno.ESTALE);
                return null;
              }
              return method.invoke(storage, arguments);
            });
  }
}
