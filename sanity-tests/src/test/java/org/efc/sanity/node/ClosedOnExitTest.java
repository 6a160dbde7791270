// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.efc.sanity.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an interrupted run leaves open is closed in reverse, and what it closed itself is not. */
class ClosedOnExitTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void sigtermClosesTheLastOpenedFirst(@TempDir Path directory) throws Exception {
    Path told = Files.createFile(directory.resolve("told"));
    Daemon child =
        Daemon.start(
            "child",
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                told.toString()),
            Map.of(),
            directory.resolve("log"));
    try {
      Await.until("the child to be ready", LIMIT, () -> lines(told).contains("ready"));
      child.stop(LIMIT);
    } finally {
      child.close();
    }
    assertThat(lines(told)).containsExactly("ready", "third", "first");
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens three, closes the second, and waits to be killed. */
  static final class Child {
    public static void main(String[] args) throws Exception {
      Path told = Path.of(args[0]);
      AutoCloseable second = () -> tell(told, "second");
      ClosedOnExit.add(() -> tell(told, "first"));
      ClosedOnExit.add(second);
      ClosedOnExit.add(() -> tell(told, "third"));
      ClosedOnExit.remove(second);
      tell(told, "ready");
      Thread.sleep(LIMIT.toMillis());
    }

    private static void tell(Path file, String line) throws IOException {
      Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
    }
  }
}
