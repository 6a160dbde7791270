// SPDX-License-Identifier: Apache-2.0
package org.efc.client.quota;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.efc.client.ClientException;
import org.efc.client.state.ReplacedFile;

/**
 * What a volume used when somebody last knew, so that the next process refuses from its first
 * request on and not only after a scan. It survives a kill -9 and not the node, which is all it is
 * for. A file that is missing or torn means: not known.
 */
public final class UsageFile {
  private static final System.Logger LOG = System.getLogger(UsageFile.class.getName());

  private final Path file;

  public UsageFile(Path stateDirectory) {
    this.file = stateDirectory.resolve("usage");
  }

  /** In bytes; empty when it is not known. */
  public OptionalLong load() {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return bytes.length == Long.BYTES
          ? OptionalLong.of(ByteBuffer.wrap(bytes).getLong())
          : OptionalLong.empty();
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "{0}: {1}", file, e.getMessage());
      return OptionalLong.empty();
    }
  }

  void store(long bytes) {
    try {
      ReplacedFile.write(file, ByteBuffer.allocate(Long.BYTES).putLong(bytes).array());
    } catch (ClientException e) {
      LOG.log(System.Logger.Level.WARNING, "{0}", e.getMessage());
    }
  }
}
