// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.efc.client.config.ClientException;

/** Small files that are there as a whole or not at all, whenever the process is killed. */
public final class ReplacedFile {
  private ReplacedFile() {}

  /** Writes a temporary file beside it, and renames that to {@code path}. */
  public static void write(Path path, byte[] content) {
    Path temporary = path.resolveSibling(path.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(false);
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ClientException("can't write " + path + ": " + e, e);
    }
  }
}
