// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.efc.backend.AttributeChange;
import org.efc.backend.Backend;
import org.efc.backend.BufferCalls;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.Completion;
import org.efc.backend.CreateMode;
import org.efc.backend.DeviceNumber;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.IoCompletion;
import org.efc.backend.ServerNotes;
import org.efc.backend.Stability;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a real server does with a change that the next process makes again: from the same port under
 * the same number it is not executed, and is answered as it was the first time.
 */
@Timeout(60)
class TransactionTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final Caller ROOT = Caller.ROOT;
  private static final Name FILE = Name.of("f");
  private static final Name NEW = Name.of("new");
  private static final AttributeChange MODE = AttributeChange.ofMode(0640);

  /** A change, and what someone else does after it, so that to execute it again would show. */
  enum Kind {
    CREATE("rm new", "f"),
    EXCLUSIVE_CREATE("rm new", "f"),
    MKDIR("rmdir new", "f"),
    MKNOD("rm new", "f"),
    SYMLINK("rm new", "f"),
    LINK("rm new", "f"),
    REMOVE("echo theirs > f", "f"),
    RENAME("echo theirs > f", "f new"),
    TRUNCATE("echo theirs > f", "f"),
    WRITE("echo theirs > f", "f");

    private final String other;
    private final String names;

    Kind(String other, String names) {
      this.other = other;
      this.names = names;
    }
  }

  private final GaneshaServer server;
  private final Notes notes = new Notes();

  TransactionTest() throws IOException, InterruptedException {
    server = GaneshaServer.startOrSkip();
  }

  @AfterEach
  void stopServer() throws IOException {
    server.close();
  }

  /** What is noted as a state directory keeps it. */
  private static final class Notes implements ServerNotes {
    private final int[] ports = new int[16];

    @Override
    public synchronized int port(int connection) {
      return ports[connection];
    }

    private Optional<Witness> witness = Optional.empty();
    private boolean owed;
    private int forgotten;

    @Override
    public synchronized void port(int connection, int port) {
      ports[connection] = port;
    }

    @Override
    public synchronized Optional<Witness> witness() {
      return witness;
    }

    @Override
    public synchronized void witness(Witness now) {
      witness = Optional.of(now);
    }

    @Override
    public synchronized boolean isOwedAnswers() {
      return owed;
    }

    @Override
    public synchronized void forgotten() {
      forgotten++;
    }
  }

  /** How a call ends that is made for a transaction. */
  private static final class End<T> implements Change, Completion<T>, IoCompletion {
    private final long transaction;
    private final CompletableFuture<String> how = new CompletableFuture<>();

    End(long transaction) {
      this.transaction = transaction;
    }

    @Override
    public long number() {
      return transaction;
    }

    @Override
    public void mayHaveExecuted() {
      // the tests look at the notes
    }

    @Override
    public void succeeded(T value) {
      how.complete("ok");
    }

    @Override
    public void succeeded(int count, long verifier) {
      how.complete("ok");
    }

    @Override
    public void failed(Errno errno) {
      how.complete(errno.name());
    }

    String get() throws Exception {
      return how.get(20, TimeUnit.SECONDS);
    }
  }

  private String make(Kind kind, long transaction, Handle file, ServerNotes from) throws Exception {
    try (NfsBackend backend = NfsBackend.open(server.source("", ""), DEADLINE, from)) {
      Handle root = backend.root();
      return switch (kind) {
        case CREATE -> create(backend, CreateMode.GUARDED, transaction);
        case EXCLUSIVE_CREATE -> create(backend, new CreateMode.Exclusive(77), transaction);
        case MKDIR -> {
          End<Object> end = new End<>(transaction);
          backend.mkdir(ROOT, root, NEW, MODE, end, cast(end));
          yield end.get();
        }
        case MKNOD -> {
          End<Object> end = new End<>(transaction);
          backend.mknod(ROOT, root, NEW, FileType.FIFO, DeviceNumber.NONE, MODE, end, cast(end));
          yield end.get();
        }
        case SYMLINK -> {
          End<Object> end = new End<>(transaction);
          backend.symlink(ROOT, root, NEW, new byte[] {'t'}, MODE, end, cast(end));
          yield end.get();
        }
        case LINK -> {
          End<Object> end = new End<>(transaction);
          backend.link(ROOT, file, root, NEW, end, cast(end));
          yield end.get();
        }
        case REMOVE -> {
          End<Object> end = new End<>(transaction);
          backend.remove(ROOT, root, FILE, end, cast(end));
          yield end.get();
        }
        case RENAME -> {
          End<Object> end = new End<>(transaction);
          backend.rename(ROOT, root, FILE, root, NEW, end, cast(end));
          yield end.get();
        }
        case TRUNCATE -> {
          End<Object> end = new End<>(transaction);
          backend.setattr(ROOT, file, AttributeChange.ofSize(2), end, cast(end));
          yield end.get();
        }
        case WRITE -> {
          End<Object> end = new End<>(transaction);
          ByteBuffer data = ByteBuffer.allocateDirect(3).put(0, new byte[] {'a', 'b', 'c'});
          BufferCalls.write(backend, ROOT, file, 0, data, Stability.FILE_SYNC, end, end);
          yield end.get();
        }
      };
    }
  }

  private static String create(Backend backend, CreateMode mode, long transaction)
      throws Exception {
    End<Object> end = new End<>(transaction);
    backend.create(ROOT, backend.root(), NEW, mode, MODE, end, cast(end));
    return end.get();
  }

  @SuppressWarnings("unchecked") // it does not look at what it gets
  private static <T> Completion<T> cast(End<?> end) {
    return (Completion<T>) end;
  }

  private Handle file() throws IOException, InterruptedException {
    Files.writeString(server.export().resolve("f"), "ours");
    try (NfsBackend backend = NfsBackend.open(server.source("", ""), DEADLINE)) {
      return FakeNas.calls(backend).lookup(backend.root(), "f").handle();
    }
  }

  private void shell(String command) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder("sh", "-c", command).directory(server.export().toFile()).start();
    assertThat(shell.waitFor()).isZero();
  }

  private String names() throws IOException {
    try (var names = Files.list(server.export())) {
      return names
          .map(Path::getFileName)
          .map(Path::toString)
          .sorted()
          .collect(Collectors.joining(" "));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theNextProcessIsAnsweredAsTheFirst(Kind kind) throws Exception {
    Handle file = file();
    assertThat(make(kind, 41, file, notes)).isEqualTo("ok");
    assertThat(Arrays.stream(notes.ports).limit(2)).allMatch(port -> port != 0);
    shell(kind.other);
    assertThat(make(kind, 41, file, notes)).isEqualTo("ok");
    assertThat(names()).isEqualTo(kind.names);
    if (Files.exists(server.export().resolve("f")) && kind.other.startsWith("echo")) {
      assertThat(server.export().resolve("f")).hasContent("theirs");
    }
  }

  @Test
  void fromAnotherPortOrUnderAnotherNumberItIsExecuted() throws Exception {
    Handle file = file();
    assertThat(make(Kind.MKDIR, 41, file, notes)).isEqualTo("ok");
    assertThat(make(Kind.MKDIR, 43, file, notes)).isEqualTo("EEXIST");
    assertThat(make(Kind.MKDIR, 41, file, ServerNotes.FORGOTTEN)).isEqualTo("EEXIST");
    assertThat(make(Kind.MKDIR, 41, file, notes)).isEqualTo("ok");
  }

  @Test
  void aProcessKnowsWhetherItHasThePortsOfTheOneBefore() {
    try (NfsBackend first = NfsBackend.open(server.source("", ""), DEADLINE, notes)) {
      assertThat(first.replaysAnswers()).isFalse();
      try (NfsBackend second = NfsBackend.open(server.source("", ""), DEADLINE, notes)) {
        assertThat(second.replaysAnswers()).as("its predecessor lives").isFalse();
      }
    }
    try (NfsBackend third = NfsBackend.open(server.source("", ""), DEADLINE, notes)) {
      assertThat(third.replaysAnswers()).isTrue();
    }
  }

  /** Someone was owed an answer, and this happened before the next process: is it in doubt? */
  private int inDoubtAfter(boolean owed, ThrowingRunnable meanwhile) throws Exception {
    Handle file = file();
    assertThat(make(Kind.WRITE, 41, file, notes)).isEqualTo("ok");
    assertThat(notes.witness.map(ServerNotes.Witness::file)).contains(file);
    notes.owed = owed;
    meanwhile.run();
    notes.forgotten = 0;
    try (NfsBackend next = NfsBackend.open(server.source("", ""), DEADLINE, notes)) {
      assertThat(next.replaysAnswers()).isTrue();
      return notes.forgotten;
    }
  }

  private interface ThrowingRunnable {
    void run() throws Exception;
  }

  private void restart() throws IOException, InterruptedException {
    server.kill();
    server.start();
  }

  private void loseWitness() {
    notes.witness(new ServerNotes.Witness(Handle.of(new byte[] {1, 2, 3}), 77));
  }

  @Test
  void aServerThatIsStillThereIsBelieved() throws Exception {
    assertThat(inDoubtAfter(true, () -> {})).isZero();
  }

  @Test
  void aServerThatBeganAnewWhileNobodyWasThereIsNot() throws Exception {
    assertThat(inDoubtAfter(true, this::restart)).isOne();
  }

  @Test
  void norIsOneThatCanNotBeRecognised() throws Exception {
    assertThat(inDoubtAfter(true, this::loseWitness)).isOne();
  }

  @Test
  void itIsNotAskedWhenNobodyIsOwedAnAnswer() throws Exception {
    assertThat(inDoubtAfter(false, this::restart)).isZero();
  }
}
