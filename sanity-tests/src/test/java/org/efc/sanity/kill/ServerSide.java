// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * What the server has, in the lines with which applications say what it must have: {@code directory
 * PATH MODE} and {@code file PATH MODE LINKS SIZE CRC32}.
 */
final class ServerSide {
  private static final int PERMISSIONS = 07777;

  private ServerSide() {}

  /** What is missing below a directory, and what should not be there. */
  static List<String> differences(Path directory, List<String> expected) {
    Set<String> missing = new TreeSet<>(expected);
    Set<String> unexpected = new TreeSet<>(lines(directory));
    unexpected.removeAll(expected);
    missing.removeAll(lines(directory));
    List<String> differences = new ArrayList<>();
    missing.forEach(line -> differences.add(directory + ": the server has not: " + line));
    unexpected.forEach(line -> differences.add(directory + ": the server has instead: " + line));
    return differences;
  }

  private static List<String> lines(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> !file.equals(directory))
          .map(file -> line(directory, file))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(directory.toString(), e);
    }
  }

  private static String line(Path directory, Path file) {
    String name = directory.relativize(file).toString();
    String mode = Integer.toOctalString(attribute(file, "mode") & PERMISSIONS);
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      return "directory " + name + " " + mode;
    }
    try {
      byte[] content = Files.readAllBytes(file);
      CRC32 crc = new CRC32();
      crc.update(content);
      return "file %s %s %d %d %d"
          .formatted(name, mode, attribute(file, "nlink"), content.length, crc.getValue());
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private static int attribute(Path file, String name) {
    try {
      return (int) Files.getAttribute(file, "unix:" + name, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
