// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.efc.client.fixture.Samples;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** A process that changes the table all the time is killed with -9; the table must be whole. */
class KilledTableTest {
  private static final long VOLUME = 1;
  private static final int NUMBERS = 2000;

  @TempDir Path directory;

  @RepeatedTest(5)
  void aKilledWriterLeavesAWholeTable() throws Exception {
    Path file = directory.resolve("inodes");
    long kept;
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx32m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Writer.class.getName(),
                    file.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output =
        new BufferedReader(
            new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      kept = Long.parseLong(output.readLine());
      // It is in the middle of something at every moment from now on.
      output.readLine();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();

    try (InodeTable table = InodeTable.open(file, VOLUME, 1 << 16)) {
      assertThat(table.handle(InodeTable.ROOT)).isEqualTo(Samples.handle(0));
      assertThat(table.handle(kept)).isEqualTo(Samples.handle(NUMBERS + 1));
      assertThat(table.inode(kept).isVersion(Samples.file(1, 2, 3))).isTrue();
      int found = 0;
      for (int number = 1; number <= NUMBERS; number++) {
        OptionalLong node = table.nodeid(Samples.handle(number));
        if (node.isPresent()) {
          found++;
          assertThat(table.handle(node.getAsLong())).isEqualTo(Samples.handle(number));
          assertThat(table.inode(node.getAsLong()).number()).isEqualTo(number);
        }
      }
      // Nothing in the table but those: no slot is half filled.
      assertThat(table.size()).isEqualTo(found + 2);
      Set<Integer> slots = new HashSet<>();
      for (int number = 1; number <= NUMBERS; number++) {
        slots.add(
            (int)
                table.acquire(Samples.handle(number), Samples.file(number, 0, 0), InodeTable.ROOT));
      }
      assertThat(slots).as("slots of all inodes").hasSize(NUMBERS);
      assertThat(Collections.max(slots)).as("no free slot is lost").isEqualTo(NUMBERS + 2);
      assertThat(table.size()).isEqualTo(NUMBERS + 2);
    }
  }

  /** Acquires and forgets for ever. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      InodeTable table = InodeTable.open(Path.of(arguments[0]), VOLUME, 1 << 16);
      table.root(Samples.handle(0));
      long kept =
          table.acquire(
              Samples.handle(NUMBERS + 1), Samples.file(NUMBERS + 1, 0, 0), InodeTable.ROOT);
      table.inode(kept).told(Samples.file(1, 2, 3));
      System.out.println(kept);
      for (long round = 0; ; round++) {
        long number = 1 + (round * 7919) % NUMBERS;
        long node =
            table.acquire(Samples.handle(number), Samples.file(number, 0, 0), InodeTable.ROOT);
        if (round % 3 != 0) {
          table.forget(node, 1000);
        }
        if (round == 5L * NUMBERS) {
          System.out.println("busy");
        }
      }
    }
  }
}
