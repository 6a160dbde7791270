// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The names that clients give to what they unlink while it is open: they are links at the server,
 * and none to applications. A node that took another name for the last one leaves a file with both.
 */
final class HiddenLinks {
  private final Path directory;

  HiddenLinks(Path export) {
    this.directory = export.resolve(".efc-unlinked");
  }

  /** The links of a file but the hidden ones, which a close may remove at any moment. */
  int linksWithout(Path file) throws IOException {
    long number = number(file);
    while (true) {
      long before = hidden(number);
      int links = (int) Files.getAttribute(file, "unix:nlink");
      if (hidden(number) == before) {
        return links - (int) before;
      }
    }
  }

  static long number(Path file) throws IOException {
    return ((Number) Files.getAttribute(file, "unix:ino")).longValue();
  }

  private long hidden(long number) throws IOException {
    List<Path> names;
    try (Stream<Path> files = Files.list(directory)) {
      names = files.toList();
    } catch (NoSuchFileException e) {
      return 0;
    }
    long count = 0;
    for (Path name : names) {
      try {
        count += number(name) == number ? 1 : 0;
      } catch (NoSuchFileException e) {
        // removed since
      }
    }
    return count;
  }
}
