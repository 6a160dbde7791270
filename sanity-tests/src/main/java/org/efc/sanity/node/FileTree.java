// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** What is in a directory that processes change, or remove their files from, while this looks. */
final class FileTree extends SimpleFileVisitor<Path> {
  private final List<Path> found = new ArrayList<>();

  private FileTree() {}

  /** The directory and all below it; what went meanwhile is left out. */
  static List<Path> entries(Path directory) {
    FileTree tree = new FileTree();
    try {
      Files.walkFileTree(directory, tree);
    } catch (IOException e) {
      throw new UncheckedIOException(directory.toString(), e);
    }
    return List.copyOf(tree.found);
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
    found.add(directory);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    found.add(file);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
    if (e instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw e;
  }
}
