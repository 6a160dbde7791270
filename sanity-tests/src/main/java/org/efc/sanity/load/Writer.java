// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.load;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * An application that writes: appends numbered records to a journal it keeps open, rewrites and
 * reads back blocks in place, and makes, reads and renames small files. Argument: its directory.
 */
public final class Writer {
  private static final int REWRITE_EVERY = 4;
  private static final int SYNC_EVERY = 32;
  private static final int SMALL_FILE_EVERY = 16;
  private static final int AREA_BLOCKS = 256;

  private final Path directory;
  private final Tally tally = new Tally();
  private final ByteBuffer block = ByteBuffer.allocateDirect(Block.BYTES);
  private final SplittableRandom random = new SplittableRandom(7);

  private Writer(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] args) throws IOException {
    new Writer(Path.of(args[0])).run(StopSignal.onEndOfInput());
  }

  private void run(StopSignal stop) throws IOException {
    try (FileChannel journal =
            FileChannel.open(directory.resolve(Journal.NAME), CREATE, WRITE, APPEND);
        FileChannel area = FileChannel.open(directory.resolve("area.dat"), CREATE, READ, WRITE)) {
      for (long number = 0; !stop.isSet(); number++) {
        append(journal, number);
        if (number % REWRITE_EVERY == 0) {
          rewrite(area, random.nextInt(AREA_BLOCKS));
        }
        if (number % SYNC_EVERY == 0) {
          tally.operate("fsync journal", () -> journal.force(false));
        }
        if (number % SMALL_FILE_EVERY == 0) {
          smallFile(number);
        }
      }
    }
    tally.report();
  }

  private void append(FileChannel journal, long number) {
    Block.fill(block, number);
    if (tally.operate("append record " + number, () -> writeAll(journal))) {
      tally.record();
    }
  }

  private void writeAll(FileChannel channel) throws IOException {
    while (block.hasRemaining()) {
      channel.write(block);
    }
  }

  private void rewrite(FileChannel area, int index) {
    long at = (long) index * Block.BYTES;
    Block.fill(block, index);
    tally.operate(
        "rewrite block " + index,
        () -> {
          while (block.hasRemaining()) {
            area.write(block, at + block.position());
          }
        });
    block.clear();
    tally.operate(
        "read back block " + index,
        () -> {
          while (block.hasRemaining() && area.read(block, at + block.position()) >= 0) {
            // until full or end of file
          }
        });
    tally.verified(Block.fault(block.flip(), index));
  }

  private void smallFile(long number) {
    byte[] content =
        ("file " + number + "\n").repeat(100).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    Path made = directory.resolve("new-" + number);
    Path renamed = directory.resolve("small-" + number % 50);
    tally.operate("create " + made, () -> Files.write(made, content, CREATE_NEW, WRITE));
    tally.operate(
        "rename " + made,
        () -> Files.move(made, renamed, java.nio.file.StandardCopyOption.ATOMIC_MOVE));
    tally.operate(
        "read " + renamed,
        () -> {
          if (!Arrays.equals(content, Files.readAllBytes(renamed))) {
            tally.fault("content of " + renamed);
          }
        });
  }
}
