// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.efc.sanity.node.Node;

/** A directory of this machine: {@code file://}. */
public record LocalStorage(Path directory) implements Storage {

  public static LocalStorage create() {
    return in(Path.of("/tmp"));
  }

  /** A new directory below this one. */
  public static LocalStorage in(Path parent) {
    try {
      return new LocalStorage(Files.createTempDirectory(parent, "efc-local-"));
    } catch (IOException e) {
      throw new UncheckedIOException("can't make a directory in " + parent, e);
    }
  }

  @Override
  public String name() {
    return "file";
  }

  @Override
  public String source() {
    return "file://" + directory;
  }

  @Override
  public void close() {
    Node.deleteTree(directory);
  }
}
