// SPDX-License-Identifier: Apache-2.0
package org.efc.client.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A standby waits for days with what its rehearsal leaves, and its end takes as long. */
@Timeout(120)
class RehearsalTest {
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /** What one rehearsal may leave: intents stay mapped, for calls that end late. */
  private static final long INTENTS = 30;

  @TempDir Path directory;

  @Test
  void leavesNoThreadsDescriptorsOrFiles() throws IOException {
    Set<Thread> others = Thread.getAllStackTraces().keySet();
    Rehearsal.play(directory, 1); // what is there from then on
    long descriptors = descriptors();
    long maps = intents();
    Rehearsal.play(directory, 1);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              assertThat(threads(others)).isEmpty();
              assertThat(descriptors()).isLessThanOrEqualTo(descriptors);
            });
    assertThat(intents() - maps).isLessThanOrEqualTo(INTENTS);
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  private static List<String> threads(Set<Thread> others) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !others.contains(thread))
        .map(Thread::getName)
        .filter(
            name ->
                name.matches("control.*|quota|revalidation|fuse-reader.*|nfs .*|connecting|sweep"))
        .sorted()
        .toList();
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(DESCRIPTORS)) {
      return open.count();
    }
  }

  private static long intents() throws IOException {
    try (Stream<String> lines = Files.lines(MAPS)) {
      return lines.filter(line -> line.contains("/intents")).count();
    }
  }
}
