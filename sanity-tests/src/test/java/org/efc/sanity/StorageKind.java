// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.efc.sanity.storage.GaneshaServer;
import org.efc.sanity.storage.LocalStorage;
import org.efc.sanity.storage.Storage;

/** The storages over which the suites run. */
public enum StorageKind {
  FILE,
  NFS;

  /** A fresh one; the test is skipped, with the reason, where this machine can't have it. */
  public Storage open() {
    return open(Path.of("/tmp"));
  }

  /** A fresh one in this directory, which decides on the file system. */
  public Storage open(Path parent) {
    if (this == FILE) {
      return LocalStorage.create(parent);
    }
    Optional<String> trouble = GaneshaServer.unavailable();
    assumeTrue(trouble.isEmpty(), () -> "nfs: " + trouble.orElse(""));
    return GaneshaServer.start(parent);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
