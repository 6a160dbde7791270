// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.storage;

import java.nio.file.Path;
import org.efc.sanity.node.ClosedOnExit;
import org.efc.sanity.node.PrivateDirectory;

/** A directory of this machine: {@code file://}. */
public record LocalStorage(Path directory) implements Storage {

  /** A new directory in /tmp. */
  public static LocalStorage create() {
    return create(Path.of("/tmp"));
  }

  /** A new directory in this one, which decides on the file system. */
  public static LocalStorage create(Path parent) {
    LocalStorage storage = new LocalStorage(PrivateDirectory.create(parent, "efc-local"));
    ClosedOnExit.add(storage);
    return storage;
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
    ClosedOnExit.remove(this);
    PrivateDirectory.delete(directory);
  }
}
