// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.efc.backend.contract.ContractFixture.errnoOf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.BackendException;
import org.efc.backend.BufferCalls;
import org.efc.backend.Caller;
import org.efc.backend.CreateMode;
import org.efc.backend.Handle;
import org.efc.backend.Stability;
import org.efc.backend.contract.Calls;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real server that is killed, started again, and looked at by another client. */
@Timeout(120)
class GaneshaRestartTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final GaneshaServer server;

  GaneshaRestartTest() throws IOException, InterruptedException {
    server = GaneshaServer.startOrSkip();
  }

  @AfterEach
  void stopServer() throws IOException {
    server.close();
  }

  private NfsBackend open(String path, String options) {
    return NfsBackend.open(server.source(path, options), DEADLINE);
  }

  @Test
  void hardCallsWaitUntilTheServerIsBack() throws Exception {
    try (NfsBackend backend = open("", "")) {
      Calls calls = new Calls(backend, Caller.ROOT);
      Handle file = calls.create(backend.root(), "file").handle();
      calls.write(file, 0, new byte[] {1, 2, 3}, Stability.FILE_SYNC);
      server.kill();
      List<Recorded<Attributes>> waiting = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        Recorded<Attributes> end = new Recorded<>();
        backend.getattr(Caller.ROOT, file, end);
        waiting.add(end);
      }
      Recorded<Object> read = new Recorded<>();
      BufferCalls.read(backend, Caller.ROOT, file, 0, ByteBuffer.allocateDirect(10), read);
      assertThat(waiting).noneMatch(Recorded::isDone);
      server.start();
      for (Recorded<Attributes> end : waiting) {
        assertThat(end.get()).startsWith("ok ");
      }
      assertThat(read.get()).isEqualTo("ok 3 0");
    }
  }

  @Test
  void workGoesOnAcrossManyRestartsWithoutAnErrorOrALostByte() throws Exception {
    try (NfsBackend backend = open("", "")) {
      Calls calls = new Calls(backend, Caller.ROOT);
      AtomicBoolean stop = new AtomicBoolean();
      List<Throwable> failures = new ArrayList<>();
      Thread worker =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      work(calls, backend, stop);
                    } catch (RuntimeException | AssertionError e) {
                      failures.add(e);
                    }
                  });
      for (int i = 0; i < 5; i++) {
        long before = countFiles();
        await().atMost(DEADLINE).until(() -> !worker.isAlive() || countFiles() > before + 20);
        server.kill();
        server.start();
      }
      stop.set(true);
      worker.join(DEADLINE);
      assertThat(worker.isAlive()).isFalse();
      assertThat(failures).isEmpty();
    }
  }

  private long countFiles() throws IOException {
    try (var files = Files.list(server.export())) {
      return files.count();
    }
  }

  /** Names once made may be there already when the reply to the first request was lost. */
  private static void work(Calls calls, Backend backend, AtomicBoolean stop) {
    Random random = new Random(11);
    for (int i = 0; !stop.get(); i++) {
      Handle file =
          calls
              .create(
                  backend.root(),
                  Name.of("file" + i),
                  CreateMode.UNCHECKED,
                  AttributeChange.ofMode(0644))
              .handle();
      byte[] data = new byte[1 + random.nextInt(200_000)];
      random.nextBytes(data);
      calls.write(file, 0, data, Stability.FILE_SYNC);
      assertThat(calls.read(file, 0, data.length + 1)).isEqualTo(data);
    }
  }

  @Test
  void aRestartShowsInTheWriteVerifier() throws Exception {
    try (NfsBackend backend = open("", "")) {
      Calls calls = new Calls(backend, Caller.ROOT);
      Handle file = calls.create(backend.root(), "file").handle();
      calls.write(file, 0, new byte[] {1}, Stability.UNSTABLE);
      long before = calls.commit(file);
      server.kill();
      server.start();
      calls.write(file, 0, new byte[] {1}, Stability.UNSTABLE);
      assertThat(calls.commit(file)).isNotEqualTo(before);
    }
  }

  @Test
  void aDirectoryOfTheExportMayBeTheRoot() throws IOException {
    Files.createDirectories(server.export().resolve("a/b"));
    Files.writeString(server.export().resolve("a/b/file"), "x");
    try (NfsBackend backend = open("/a/b", "")) {
      Calls calls = new Calls(backend, Caller.ROOT);
      assertThat(calls.names(backend.root())).containsExactly("file");
      assertThat(errnoOf(() -> calls.lookup(backend.root(), ".."))).isEqualTo(Errno.EINVAL);
    }
    BackendException missing =
        catchThrowableOfType(BackendException.class, () -> open("/a/c", "").close());
    assertThat(missing.errno()).isEqualTo(Errno.ENOENT);
  }

  @Test
  void aReservedPortWorks() {
    try (NfsBackend backend = open("", "&resvport")) {
      new Calls(backend, Caller.ROOT).create(backend.root(), "file");
    }
    assertThat(server.export().resolve("file")).exists();
  }

  @Test
  void anotherClientReadsWhatWasWritten() throws Exception {
    Path cat = Path.of("/usr/bin/nfs-cat");
    Assumptions.assumeTrue(
        Files.isExecutable(cat), cat + " is not installed (package libnfs-utils)");
    byte[] data = new byte[3_000_001];
    new Random(9).nextBytes(data);
    try (NfsBackend backend = open("", "")) {
      Calls calls = new Calls(backend, Caller.ROOT);
      Handle directory = calls.mkdir(backend.root(), "d\u00e9").handle();
      Handle file = calls.create(directory, "file").handle();
      calls.write(file, 0, data);
      calls.commit(file);
    }
    assertThat(
            output(
                cat.toString(),
                "nfs://127.0.0.1/export/d\u00e9/file?version=3&nfsport=%d&mountport=%d"
                    .formatted(server.nfsPort(), server.mountPort())))
        .isEqualTo(data);
    assertThat(Files.readAllBytes(server.export().resolve("d\u00e9/file"))).isEqualTo(data);
  }

  private static byte[] output(String... command) throws IOException, InterruptedException {
    Path errors = Files.createTempFile("efc-nfs-cat", ".err");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    byte[] output = process.getInputStream().readAllBytes();
    boolean ended = process.waitFor(30, TimeUnit.SECONDS);
    String messages = Files.readString(errors, UTF_8);
    Files.delete(errors);
    assertThat(ended).isTrue();
    assertThat(process.exitValue()).as(messages).isZero();
    return output;
  }
}
