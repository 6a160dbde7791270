// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.efc.common.linux.Fd;
import org.efc.common.linux.UnixSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StandbyTest {
  private static final List<String> PROGRAM = List.of("efc", "client");
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int SIGKILL = 9;

  @TempDir Path directory;

  private final FakeProcessRunner runner = new FakeProcessRunner();
  private final BackgroundTasks tasks = new BackgroundTasks();
  private final Standby standby = new Standby(runner, PROGRAM, new Launcher(), tasks);

  private final class Launcher implements ReadyLauncher {
    @Override
    public Path directories() {
      return directory;
    }

    @Override
    public Launch launch(Fd socket, RehearsalDirectory own) {
      try {
        Files.createDirectory(own.path()); // as the process does
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new Launch(
          List.of("efc", "client", "--standby", "--state-dir", own.path().toString()),
          Map.of(),
          directory.resolve("standby.log"),
          Optional.of(socket),
          Optional.empty());
    }
  }

  /** What the last one that was started leaves when it is killed while it rehearses. */
  private Path rehearsing() throws IOException {
    Path state = Path.of(runner.last().launch().command().getLast()).resolve("r1");
    Files.createDirectories(state);
    Files.createFile(state.resolve("control.sock"));
    return state;
  }

  @AfterEach
  void close() {
    standby.close();
    tasks.close();
  }

  private void awaitStarted(int count) {
    await().atMost(SOON).until(() -> runner.started().size() == count);
  }

  private void saysReady() {
    try (Fd socket = runner.last().duplicateDevice();
        UnixSocket said = UnixSocket.owning(socket)) {
      said.send("ready".getBytes(StandardCharsets.UTF_8), List.of());
    }
    await().atMost(SOON).until(standby::isReady);
  }

  @Test
  void oneThatWasReadyAndIsKilledIsFollowedAtOnce() {
    standby.begin();
    awaitStarted(1);
    saysReady();
    runner.last().end(new ExitReason.Signaled(SIGKILL, false));
    assertThat(standby.isReady()).isFalse();
    awaitStarted(2);
    saysReady();
  }

  @Test
  void oneThatNeverGetsReadyIsNotFollowedAtOnce() {
    standby.begin();
    awaitStarted(1);
    runner.last().end(new ExitReason.Exited(1));
    await()
        .during(Duration.ofSeconds(3))
        .atMost(SOON)
        .until(() -> runner.started().size() == 1 && !standby.isReady());
  }

  @Test
  void nothingIsLeftOfOneThatIsKilledWhileItRehearses() throws IOException {
    standby.begin();
    awaitStarted(1);
    Path state = rehearsing();
    runner.last().end(new ExitReason.Signaled(SIGKILL, false));
    await().atMost(SOON).until(() -> !Files.exists(state.getParent()));
  }

  @Test
  void nothingIsLeftOfARehearsalWhenItIsClosed() throws IOException {
    standby.begin();
    awaitStarted(1);
    Path state = rehearsing();
    standby.close();
    assertThat(state.getParent()).doesNotExist();
  }
}
