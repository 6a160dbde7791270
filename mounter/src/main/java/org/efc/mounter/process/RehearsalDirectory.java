// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where one client rehearses. It removes what it made there itself, and can't when it is killed
 * meanwhile: so who started it removes the directory when it is ready, and when it has ended.
 *
 * @param path of no other client, ever
 */
public record RehearsalDirectory(Path path) {
  private static final System.Logger LOG = System.getLogger(RehearsalDirectory.class.getName());

  /** One that is not there yet, below this. */
  static RehearsalDirectory below(Path parent) {
    // Short: it has sockets, whose paths have 107 bytes.
    return new RehearsalDirectory(parent.resolve(UUID.randomUUID().toString().substring(0, 8)));
  }

  /** Removes it, when it is there, with all that is in it. */
  public void remove() {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.toList().reversed()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      LOG.log(System.Logger.Level.DEBUG, "somebody else removes {0}, too", path);
    } catch (IOException | UncheckedIOException e) {
      // Small files, and the next session manager tries again: nothing to fail for.
      LOG.log(System.Logger.Level.WARNING, "can''t remove {0}: {1}", path, e.getMessage());
    }
  }
}
