// SPDX-License-Identifier: Apache-2.0
package org.efc.client.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.efc.common.linux.UnixSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlServerTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final int ALL_CONNECTIONS = 8;

  /** Answers {@code statfs} when the storage is back, everything else at once. */
  private static final class Commands implements ControlCommands {
    private final CountDownLatch storage = new CountDownLatch(1);

    @Override
    public String answer(String line) {
      if (!mayWait(line)) {
        return line + "=known\n";
      }
      try {
        return "waited=" + storage.await(2 * DEADLINE.toSeconds(), TimeUnit.SECONDS) + "\n";
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public boolean mayWait(String line) {
      return line.equals("statfs");
    }
  }

  @TempDir Path directory;

  private UnixSocket asking(String line) {
    UnixSocket connection =
        UnixSocket.connect(directory.resolve("control.sock").toString(), DEADLINE);
    connection.send((line + "\n").getBytes(StandardCharsets.UTF_8), List.of());
    return connection;
  }

  private static String answer(UnixSocket connection) {
    try (connection) {
      return new String(connection.receiveAll(4096).bytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void linesThatWaitForTheStorageLeaveRoomForTheOthers() {
    Commands commands = new Commands();
    try (ControlServer _ = ControlServer.start(directory.resolve("control.sock"), commands)) {
      List<UnixSocket> waiting = new ArrayList<>();
      for (int i = 0; i < ALL_CONNECTIONS; i++) {
        waiting.add(asking("statfs"));
      }
      assertThat(answer(asking("status"))).isEqualTo("status=known\n");
      commands.storage.countDown();
      List<String> answers = waiting.stream().map(ControlServerTest::answer).toList();
      assertThat(answers)
          .allMatch(answer -> answer.equals("waited=true\n") || answer.startsWith("error=4 "))
          .contains("waited=true\n");
      assertThat(answer(asking("statfs"))).isEqualTo("waited=true\n");
    } finally {
      commands.storage.countDown();
    }
  }
}
