// SPDX-License-Identifier: Apache-2.0
package org.efc.common.vital;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.efc.common.fixture.LoggedErrors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LoggedErrors.class)
class FailStopTest {
  private final List<Integer> statuses = new ArrayList<>();
  private final BlockingQueue<String> failures = new LinkedBlockingQueue<>();

  @Test
  void namesPartAndCauseBeforeItHalts() {
    new HaltedProcess(statuses::add)
        .failed("thread lane-3", new IllegalStateException("no such slot"));
    assertThat(statuses).containsExactly(FailStop.EXIT_STATUS);
    assertThat(LoggedErrors.seen())
        .singleElement()
        .asString()
        .startsWith("thread lane-3 failed; the process ends")
        .contains("no such slot");
  }

  @Test
  void haltsWhenTheLogFailsToo() {
    Handler failing = new FailingHandler();
    Logger logger = Logger.getLogger("org.efc");
    logger.addHandler(failing);
    try {
      assertThatThrownBy(
              () ->
                  new HaltedProcess(statuses::add).failed("thread lane-3", new RuntimeException()))
          .isInstanceOf(OutOfMemoryError.class);
    } finally {
      logger.removeHandler(failing);
    }
    assertThat(statuses).containsExactly(FailStop.EXIT_STATUS);
  }

  @Test
  void threadThatThrowsIsNamed() throws InterruptedException {
    Thread thread =
        VitalThread.start(
            "lane-3",
            (part, cause) -> failures.add(part + ": " + cause.getMessage()),
            () -> {
              throw new AssertionError("an Error, too");
            });
    assertThat(failures.poll(10, TimeUnit.SECONDS)).isEqualTo("thread lane-3: an Error, too");
    assertThat(thread.isDaemon()).isTrue();
  }

  @Test
  void threadThatReturnsHasDoneItsWork() throws InterruptedException {
    VitalThread.start("lane-3", (part, cause) -> failures.add(part), () -> {}).join();
    assertThat(failures).isEmpty();
  }

  @Test
  void aProcessEndsThoughAnotherThreadOfItWaits() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LosesAThread.class.getName())
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
      assertThat(process.exitValue()).isEqualTo(FailStop.EXIT_STATUS);
      assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("thread vital failed; the process ends", "lost, for the test");
    } finally {
      process.destroyForcibly();
    }
  }

  /** A process of which one thread fails while a shutdown hook and its main thread never end. */
  static final class LosesAThread {
    private LosesAThread() {}

    public static void main(String[] arguments) throws InterruptedException {
      Runtime.getRuntime().addShutdownHook(new Thread(LosesAThread::never));
      VitalThread.start(
          "vital",
          FailStop.HALT,
          () -> {
            throw new IllegalStateException("lost, for the test");
          });
      never();
    }

    private static void never() {
      while (true) {
        try {
          Thread.sleep(60_000);
        } catch (InterruptedException e) {
          return;
        }
      }
    }
  }

  private static final class FailingHandler extends Handler {
    @Override
    public void publish(LogRecord record) {
      throw new OutOfMemoryError("for the test");
    }

    @Override
    public void flush() {
      // nothing is kept back
    }

    @Override
    public void close() {
      // nothing is held
    }
  }
}
