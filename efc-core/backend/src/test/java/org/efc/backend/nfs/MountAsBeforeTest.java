// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.efc.backend.BackendException;
import org.efc.backend.Handle;
import org.efc.backend.Limits;
import org.efc.backend.ServerNotes;
import org.efc.backend.source.Source;
import org.efc.common.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that goes on where another one was mounts from that one's notes. */
@Timeout(30)
class MountAsBeforeTest {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final int STALE = 70;

  private final FakeNas nas;
  private final Notes notes = new Notes();

  private static final class Notes implements ServerNotes {
    private Optional<byte[]> memo = Optional.empty();

    @Override
    public int port(int connection) {
      return 0;
    }

    @Override
    public void port(int connection, int port) {
      // any will do
    }

    @Override
    public Optional<byte[]> mounted() {
      return memo;
    }

    @Override
    public void mounted(byte[] now) {
      memo = Optional.of(now);
    }
  }

  MountAsBeforeTest() throws IOException {
    nas = new FakeNas();
  }

  @AfterEach
  void stopServer() throws IOException {
    nas.close();
  }

  private NfsBackend open(Source.Nfs source) {
    return NfsBackend.open(source, DEADLINE, notes);
  }

  /** How often a procedure was called; the UMNT at the end of a backend is not looked at. */
  private long calls(int program, int procedure) {
    return nas.server.calls().stream()
        .filter(call -> call.program() == program && call.procedure() == procedure)
        .count();
  }

  private void refuseMounts() {
    nas.server.on(FakeServer.MOUNT, 1, call -> call.reply(new Wire().u32(13)));
    nas.server.on(FakeServer.MOUNT, 5, call -> call.reply(new Wire().u32(0)));
  }

  @Test
  void theMountProgramIsNotAsked() {
    Source.Nfs source = nas.source("/export", "");
    Handle root;
    Limits limits;
    try (NfsBackend first = open(source)) {
      root = first.root();
      limits = first.limits();
    }
    refuseMounts();
    try (NfsBackend second = open(source)) {
      assertThat(second.root()).isEqualTo(root);
      assertThat(second.limits()).isEqualTo(limits);
    }
    assertThat(calls(FakeServer.MOUNT, 1)).isEqualTo(1);
    assertThat(calls(FakeServer.MOUNT, 3)).as("each tells the server at its end").isEqualTo(2);
  }

  @Test
  void aRootThatIsGoneIsAskedForAgain() {
    Source.Nfs source = nas.source("/export", "");
    Handle gone = Handle.of(new byte[] {9});
    open(source).close();
    MountMemo memo = MountMemo.decoded(notes.memo.orElseThrow()).orElseThrow();
    notes.mounted(
        new MountMemo(
                memo.source(),
                memo.mountPort(),
                memo.export(),
                gone,
                memo.server(),
                memo.maxNameLength())
            .encoded());
    nas.server.on(Nfs3.GETATTR, call -> call.reply(new Wire().u32(STALE)));
    BackendException failure = catchThrowableOfType(BackendException.class, () -> open(source));
    assertThat(failure.errno()).isEqualTo(Errno.ESTALE);
    assertThat(calls(FakeServer.MOUNT, 1)).isEqualTo(2);
  }

  @Test
  void anotherSourceIsMountedByItself() {
    open(nas.source("/export", "")).close();
    refuseMounts();
    BackendException failure =
        catchThrowableOfType(
            BackendException.class, () -> open(nas.source("/export", "&rsize=65536")));
    assertThat(failure.errno()).isEqualTo(Errno.EACCES);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 5, 30})
  void aMemoThatIsCutIsNone(int length) {
    open(nas.source("/export", "")).close();
    byte[] whole = notes.memo.orElseThrow();
    assertThat(MountMemo.decoded(whole)).isPresent();
    assertThat(MountMemo.decoded(Arrays.copyOf(whole, length))).isEmpty();
    byte[] other = whole.clone();
    other[3]++;
    assertThat(MountMemo.decoded(other)).as("of another format").isEmpty();
  }
}
