// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.efc.sanity.SanityException;
import org.efc.sanity.node.MountEntry;
import org.efc.sanity.node.MountTable;

/**
 * How many requests of a mount the kernel has no answer for, by its own count in fusectl. With no
 * application at work these are requests that were lost.
 */
final class Waiting {
  private static final Path CONNECTIONS = Path.of("/sys/fs/fuse/connections");

  private Waiting() {}

  /** Empty where fusectl is not mounted. */
  static Optional<Long> of(Path mounted) {
    MountEntry mount =
        MountTable.read().at(mounted).stream()
            .findFirst()
            .orElseThrow(() -> new SanityException("nothing is mounted at " + mounted));
    String connection = mount.device().substring(mount.device().indexOf(':') + 1);
    try {
      return Optional.of(
          Long.parseLong(
              Files.readString(CONNECTIONS.resolve(connection).resolve("waiting")).strip()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
