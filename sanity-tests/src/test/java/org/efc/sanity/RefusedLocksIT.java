// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code lock=none}: whoever asks for a lock is told that there are none, under every client. */
class RefusedLocksIT {
  private static final Script SCRIPT = new Script("locks.py");

  private static final List<String> REFUSED =
      List.of(
          "flock: ENOLCK",
          "flock shared: ENOLCK",
          "flock waiting: ENOLCK",
          "fcntl: ENOLCK",
          "fcntl read: ENOLCK",
          "fcntl waiting: ENOLCK",
          "ofd: ENOLCK",
          "who: ENOLCK",
          "unlock: ok ok",
          "data: data");

  @Test
  void everyLockIsRefusedAlsoByTheNextClient() {
    try (HandMount mount = HandMount.of(StorageKind.FILE, "lock=none")) {
      assertThat(SCRIPT.sees(mount.directory(), "refused")).isEqualTo(REFUSED);
      mount.killClient();
      assertThat(SCRIPT.sees(mount.directory(), "refused")).isEqualTo(REFUSED);
      mount.assertUnmounts();
    }
  }
}
