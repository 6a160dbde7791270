// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What a test needs of the machine. It is skipped, with the reason, where that is missing. */
public final class Requirements {
  private Requirements() {}

  public static void mounting() {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "not root: mount(2) needs CAP_SYS_ADMIN");
    assumeTrue(Files.exists(Path.of("/dev/fuse")), "no /dev/fuse on this machine");
  }

  public static void program(String name) {
    boolean found =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    assumeTrue(found, () -> name + " is not installed");
  }

  /** What is much the same on both storages is shown on local ones in a short run. */
  public static void localOrDeep(StorageKind kind) {
    if (kind != StorageKind.FILE) {
      deep();
    }
  }

  public static void deep() {
    assumeTrue(Boolean.getBoolean("efc.deep"), "a long run: ./dev test --deep");
  }
}
