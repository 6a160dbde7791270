// SPDX-License-Identifier: Apache-2.0
package org.efc.client.quota;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.efc.client.config.ClientException;
import org.efc.client.state.ReplacedFile;

/**
 * What a volume used when somebody last knew, so that the next process refuses from its first
 * request on and not only after a scan. It survives a kill -9 and not the node, which is all it is
 * for. A file that is missing or torn means: not known.
 */
public final class UsageFile {
  private static final System.Logger LOG = System.getLogger(UsageFile.class.getName());

  private final Path file;

  /** How many scans were begun in a row of which none has ended. */
  private final Path begun;

  public UsageFile(Path stateDirectory) {
    this.file = stateDirectory.resolve("usage");
    this.begun = stateDirectory.resolve("usage.scans");
  }

  /** In bytes; empty when it is not known. */
  public OptionalLong load() {
    return load(file);
  }

  /** How many scans were begun since one ended: with each of them its process ended, too. */
  long unfinishedScans() {
    return load(begun).orElse(0);
  }

  void scanBegins() {
    store(begun, unfinishedScans() + 1);
  }

  void scanEnded() {
    store(begun, 0);
  }

  private static OptionalLong load(Path file) {
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
    store(file, bytes);
  }

  private static void store(Path file, long number) {
    try {
      ReplacedFile.write(file, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    } catch (ClientException e) {
      LOG.log(System.Logger.Level.WARNING, "{0}", e.getMessage());
    }
  }
}
