// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
    if (this == FILE) {
      return LocalStorage.create();
    }
    Optional<String> trouble = GaneshaServer.unavailable();
    assumeTrue(trouble.isEmpty(), () -> "nfs: " + trouble.orElse(""));
    return GaneshaServer.start();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
