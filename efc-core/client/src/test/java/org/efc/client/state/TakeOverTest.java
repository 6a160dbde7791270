// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.efc.client.fixture.JavaProcess;
import org.efc.client.fixture.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a take-over costs does not grow with the inodes that the kernel knows. */
class TakeOverTest {
  private static final long VOLUME = 1;
  private static final int INODES = 50_000;
  private static final int LIMIT = 1 << 26;

  /** The kernel maps 16 pages around each that is touched. */
  private static final long MOST_TOUCHED_KIB = 512;

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("inodes");
  }

  private InodeTable open() {
    return InodeTable.open(file(), VOLUME, LIMIT);
  }

  /** How much of the table's memory and of its index this process has touched. */
  private long touchedKib() throws IOException {
    long kib = 0;
    boolean ours = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      if (line.contains("-")
          && line.contains(" ")
          && Character.digit(line.charAt(0), 16) >= 0
          && !line.contains("kB")) {
        ours = line.contains(directory.toString());
      } else if (ours && line.startsWith("Rss:")) {
        kib += Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return kib;
  }

  @Test
  void fewSlotsAreTouchedBeforeTheFirstRequest() throws Exception {
    JavaProcess.run(Filler.class, List.of("-Xmx64m"), file().toString());
    try (InodeTable table = open()) {
      assertThat(table.size()).isEqualTo(INODES);
      assertThat(table.openFiles()).isEqualTo(1);
      assertThat(touchedKib())
          .as("KiB of %s", Files.size(file()) >> 10)
          .isBetween(1L, MOST_TOUCHED_KIB);
      long known = table.nodeid(Samples.handle(INODES / 2)).orElseThrow();
      assertThat(table.acquire(Samples.handle(INODES / 2), Samples.file(1, 0, 0), InodeTable.ROOT))
          .isEqualTo(known);
      table.acquire(Samples.handle(INODES + 1), Samples.file(1, 0, 0), InodeTable.ROOT);
      assertThat(touchedKib()).isBetween(1L, 2 * MOST_TOUCHED_KIB);
    }
  }

  /** Fills a table and ends, so that the test's process has touched none of it. */
  static final class Filler {
    private Filler() {}

    public static void main(String[] arguments) {
      InodeTable table = InodeTable.open(Path.of(arguments[0]), VOLUME, LIMIT);
      table.root(Samples.handle(0));
      for (int number = 1; number < INODES; number++) {
        long node =
            table.acquire(Samples.handle(number), Samples.file(number, 0, 0), InodeTable.ROOT);
        if (number == 1) {
          table.opened(node);
        }
      }
      Runtime.getRuntime().halt(0);
    }
  }

  /** Slots that were used once and are free cost no heap, also when the index is made anew. */
  @Test
  void twentyMillionFreeSlotsFitInASmallHeap() throws Exception {
    try (InodeTable table = open()) {
      table.root(Samples.handle(0));
    }
    long slots = 20_000_000;
    long chunks = slots / TableFile.SLOTS_PER_CHUNK + 1;
    try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      ByteBuffer counts = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
      channel.write(counts.putLong(chunks).putLong(slots).flip(), 40);
      channel.write(ByteBuffer.allocate(1), 4096 + chunks * TableFile.CHUNK - 1);
    }
    Files.deleteIfExists(directory.resolve("inodes.index"));
    assertThat(JavaProcess.run(FreeSlotUser.class, List.of("-Xmx32m"), file().toString()))
        .contains("used again: 2");
  }

  /** Opens a table and adds an inode. */
  static final class FreeSlotUser {
    private FreeSlotUser() {}

    public static void main(String[] arguments) {
      try (InodeTable table = InodeTable.open(Path.of(arguments[0]), VOLUME, LIMIT)) {
        long node = table.acquire(Samples.handle(5), Samples.file(5, 0, 0), InodeTable.ROOT);
        System.out.println("used again: " + (node & 0xffff_ffffL));
      }
    }
  }
}
