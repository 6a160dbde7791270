// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.efc.backend.AttributeChange;
import org.efc.backend.Backend;
import org.efc.backend.BackendException;
import org.efc.backend.BufferCalls;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.CreateMode;
import org.efc.backend.DeviceNumber;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.Stability;
import org.efc.backend.contract.Calls;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.nfs.Recorded;
import org.efc.backend.open.Backends;
import org.efc.common.Name;
import org.efc.common.fixture.FuzzRun;
import org.efc.common.fixture.LoggedErrors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Replies to every procedure of NFS and MOUNT, damaged: each call ends, once, with a result or with
 * an errno that a server can cause; nothing else is thrown; no length that a server says is
 * believed; afterwards the client works.
 */
@ExtendWith(LoggedErrors.class)
class ReplyDecodingFuzzTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final int MOUNT_EVERY = 100;

  /** Far more than the calls of a round need, far less than a length of 2^28 or more. */
  private static final long ROUND_BYTES = 8 << 20;

  /** What the client itself must never come to: it was not closed, and is {@code hard}. */
  private static final Set<String> IMPOSSIBLE = Set.of("ECANCELED", "ETIMEDOUT", "EINTR", "ENOMEM");

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Backend storage = new MemoryBackend();
  private final NfsServer server;
  private final Backend backend;
  private final Handle file;
  private final Handle link;

  ReplyDecodingFuzzTest() throws IOException {
    server = NfsServer.start(storage);
    Calls direct = new Calls(storage, Caller.ROOT);
    file = direct.create(storage.root(), "file").handle();
    direct.write(file, 0, new byte[3000]);
    link = direct.symlink(storage.root(), "link", new byte[] {'t', 'o'}).handle();
    for (int i = 0; i < 40; i++) {
      direct.mkdir(storage.root(), "directory-" + i);
    }
    backend = Backends.open(server.source("&connections=1"), DEADLINE);
  }

  @AfterEach
  void stop() throws IOException {
    backend.close();
    server.close();
  }

  @Test
  void everyCallEndsWhateverTheServerSays() throws Exception {
    FuzzRun run = FuzzRun.start("NFS replies");
    while (run.next()) {
      Damage damage = new Damage(run.seed());
      server.fault(damage, Integer.MAX_VALUE, call -> true);
      long before = allocated();
      if (run.rounds() % MOUNT_EVERY == 0) {
        mount(run);
      } else {
        calls(run);
      }
      assertThat(allocated() - before)
          .as("bytes allocated: %s", run.replay())
          .isLessThan(ROUND_BYTES);
      assertThat(LoggedErrors.seen()).as(run.replay()).isEmpty();
      run.executed(damage.sent());
      server.right();
      if (run.rounds() % 50 == 0) {
        assertThat(new Calls(backend, Caller.ROOT).getattr(file).size())
            .as("right again: %s", run.replay())
            .isEqualTo(storageSize());
      }
    }
    run.report();
  }

  private long storageSize() {
    return new Calls(storage, Caller.ROOT).getattr(file).size();
  }

  private void calls(FuzzRun run) {
    for (Map.Entry<String, Recorded<Object>> call : callAll(run.seed())) {
      String end;
      try {
        end = call.getValue().get();
      } catch (Exception | AssertionError e) {
        throw new AssertionError(
            "%s: %s%n%s".formatted(call.getKey(), run.replay(), LoggedErrors.recent()), e);
      }
      assertThat(IMPOSSIBLE).as("%s: %s", call.getKey(), run.replay()).doesNotContain(end);
    }
  }

  private void mount(FuzzRun run) {
    long start = System.nanoTime();
    try (Backend mounted =
        Backends.open(server.source("&connections=1&timeo=5"), Duration.ofSeconds(2))) {
      assertThat(mounted.root().length()).as(run.replay()).isPositive();
    } catch (BackendException e) {
      assertThat(e.getMessage()).as(run.replay()).contains("127.0.0.1");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("time to mount: %s", run.replay())
        .isLessThan(Duration.ofSeconds(10));
  }

  /** By the threads of the client: what the server allocates is its own affair. */
  private long allocated() {
    long sum = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("nfs 127.0.0.1:" + server.port() + " #0")) {
        sum += threads.getThreadAllocatedBytes(thread.threadId());
      }
    }
    return sum;
  }

  private List<Map.Entry<String, Recorded<Object>>> callAll(long seed) {
    List<Map.Entry<String, Recorded<Object>>> ends = new ArrayList<>();
    Caller root = Caller.ROOT;
    Handle top = storage.root();
    Name made = Name.of("made-" + (seed & 15));
    Name known = Name.of("file");
    AttributeChange mode = AttributeChange.ofMode(0600);
    ByteBuffer room = ByteBuffer.allocateDirect(4000);
    ByteBuffer data = ByteBuffer.allocateDirect(100);
    backend.getattr(root, file, end("GETATTR", ends));
    backend.setattr(root, file, mode, Change.REPEATABLE, end("SETATTR", ends));
    backend.lookup(root, top, known, end("LOOKUP", ends));
    backend.access(root, file, 7, end("ACCESS", ends));
    backend.readlink(root, link, end("READLINK", ends));
    BufferCalls.read(backend, root, file, 0, room, end("READ", ends));
    BufferCalls.write(
        backend, root, file, 0, data, Stability.FILE_SYNC, Change.REPEATABLE, end("WRITE", ends));
    backend.create(
        root, top, made, CreateMode.GUARDED, mode, Change.REPEATABLE, end("CREATE", ends));
    backend.create(
        root,
        top,
        made,
        new CreateMode.Exclusive(seed),
        mode,
        Change.REPEATABLE,
        end("CREATE", ends));
    backend.mkdir(root, top, made, mode, Change.REPEATABLE, end("MKDIR", ends));
    backend.symlink(
        root, top, made, new byte[] {'x'}, mode, Change.REPEATABLE, end("SYMLINK", ends));
    backend.mknod(
        root,
        top,
        made,
        FileType.FIFO,
        DeviceNumber.NONE,
        mode,
        Change.REPEATABLE,
        end("MKNOD", ends));
    backend.remove(root, top, made, Change.REPEATABLE, end("REMOVE", ends));
    backend.rmdir(root, top, made, Change.REPEATABLE, end("RMDIR", ends));
    backend.rename(root, top, known, top, known, Change.REPEATABLE, end("RENAME", ends));
    backend.link(root, file, top, made, Change.REPEATABLE, end("LINK", ends));
    backend.readdir(root, top, DirectoryPosition.START, 30, end("READDIR", ends));
    backend.statfs(root, end("FSSTAT", ends));
    backend.commit(root, file, end("COMMIT", ends));
    return ends;
  }

  @SuppressWarnings("unchecked") // the value is only printed
  private static <T> Recorded<T> end(String what, List<Map.Entry<String, Recorded<Object>>> ends) {
    Recorded<Object> end = new Recorded<>();
    ends.add(Map.entry(what, end));
    return (Recorded<T>) end;
  }
}
