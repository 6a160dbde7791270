// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.load;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.efc.sanity.SanityException;

/**
 * An application that reads: writes a sample once, keeps it open twice (through the page cache, and
 * past it with O_DIRECT, so that reads reach the client) and verifies blocks of it at random.
 * Argument: its directory.
 */
public final class Reader {
  private static final int SAMPLE_BLOCKS = 4096;
  private static final int PREPARED_AT_ONCE = 256; // divides the number of blocks
  private static final int STAT_EVERY = 8;
  private static final int OPEN_EVERY = 64;

  private final Path sample;
  private final Tally tally = new Tally();
  private final SplittableRandom random = new SplittableRandom(11);
  // O_DIRECT wants memory aligned to the device's block; a page satisfies every device.
  private final ByteBuffer block =
      ByteBuffer.allocateDirect(2 * Block.BYTES).alignedSlice(Block.BYTES).slice(0, Block.BYTES);

  private Reader(Path directory) {
    this.sample = directory.resolve("sample.dat");
  }

  public static void main(String[] args) throws IOException {
    StopSignal stop = StopSignal.onEndOfInput();
    Reader reader = new Reader(Path.of(args[0]));
    reader.prepare();
    reader.run(stop);
  }

  private void prepare() throws IOException {
    ByteBuffer some = ByteBuffer.allocateDirect(PREPARED_AT_ONCE * Block.BYTES);
    try (FileChannel channel = FileChannel.open(sample, CREATE, WRITE)) {
      for (int number = 0; number < SAMPLE_BLOCKS; number++) {
        Block.fill(block, number);
        some.put(block);
        if (!some.hasRemaining()) {
          some.flip();
          while (some.hasRemaining()) {
            channel.write(some);
          }
          some.clear();
        }
      }
    }
  }

  private void run(StopSignal stop) throws IOException {
    try (FileChannel cached = FileChannel.open(sample, READ);
        FileChannel direct = FileChannel.open(sample, READ, direct())) {
      for (long round = 0; !stop.isSet(); round++) {
        read(round % 2 == 0 ? direct : cached, random.nextInt(SAMPLE_BLOCKS));
        if (round % STAT_EVERY == 0) {
          tally.operate("stat", () -> checkSize(Files.size(sample)));
        }
        if (round % OPEN_EVERY == 0) {
          tally.operate("open, read and close", this::readAfresh);
        }
      }
    }
    tally.report();
  }

  /** O_DIRECT. By name, because javac warns of every use of com.sun.nio.file, exported or not. */
  private static OpenOption direct() {
    try {
      Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
      return (OpenOption) options.getField("DIRECT").get(null);
    } catch (ReflectiveOperationException e) {
      throw new SanityException("this JDK has no ExtendedOpenOption.DIRECT", e);
    }
  }

  private void checkSize(long size) {
    if (size != (long) SAMPLE_BLOCKS * Block.BYTES) {
      tally.fault("size of " + sample + " is " + size);
    }
  }

  private void readAfresh() throws IOException {
    try (FileChannel channel = FileChannel.open(sample, READ)) {
      block.clear();
      channel.read(block, 0);
    }
    tally.verified(Block.fault(block.flip(), 0));
  }

  private void read(FileChannel channel, int number) {
    block.clear();
    boolean done =
        tally.operate(
            "read block " + number, () -> channel.read(block, (long) number * Block.BYTES));
    if (done) {
      tally.verified(Block.fault(block.flip(), number));
    }
  }
}
