// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** The writer's journal, checked where it ended up: on the server's side. */
public final class Journal {
  static final String NAME = "journal.dat";

  private Journal() {}

  /**
   * Verifies that the journal holds exactly these records, each once and in order.
   *
   * @param directory the writer's directory on the server's side
   * @param records how many the writer was told to be written
   */
  public static LoadReport verify(Path directory, long records) {
    Path file = directory.resolve(NAME);
    long verified = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() != records * Block.BYTES) {
        return wrong(
            verified, file + " has " + channel.size() + " bytes and not " + records + " records");
      }
      ByteBuffer block = ByteBuffer.allocateDirect(Block.BYTES);
      for (long number = 0; number < records; number++) {
        block.clear();
        channel.read(block, number * Block.BYTES);
        String fault = Block.fault(block.flip(), number);
        if (!fault.isEmpty()) {
          return wrong(verified, file + ": " + fault);
        }
        verified += Block.BYTES;
      }
    } catch (IOException e) {
      return wrong(verified, file + ": " + e);
    }
    return new LoadReport(0, verified, 0, 0, Duration.ZERO, "");
  }

  private static LoadReport wrong(long verified, String message) {
    return new LoadReport(0, verified, 0, 1, Duration.ZERO, message);
  }
}
