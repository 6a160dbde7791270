// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** Directories of one run, with short names: a unix socket's path has 107 bytes. */
public final class PrivateDirectory {
  private static final int NAMES = 36 * 36 * 36 * 36 * 36;

  private PrivateDirectory() {}

  /** Makes {@code parent/prefix-xxxxx}. */
  public static Path create(Path parent, String prefix) {
    while (true) {
      String random = Integer.toString(ThreadLocalRandom.current().nextInt(NAMES), 36);
      try {
        return Files.createDirectory(parent.resolve(prefix + "-" + random));
      } catch (FileAlreadyExistsException e) {
        // somebody else's: try another name
      } catch (IOException e) {
        throw new UncheckedIOException("can't make a directory in " + parent, e);
      }
    }
  }

  /** Deletes a directory that has no mount in it, with everything below. */
  public static void delete(Path top) {
    if (!MountTable.read().under(top).isEmpty()) {
      throw new IllegalStateException("something is mounted below " + top);
    }
    try (Stream<Path> files = Files.walk(top)) {
      for (Path file : files.toList().reversed()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't delete " + top, e);
    }
  }
}
