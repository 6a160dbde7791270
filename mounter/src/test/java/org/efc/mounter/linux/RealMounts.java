// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import org.efc.common.linux.Libc;
import org.efc.common.linux.Syscall;
import org.junit.jupiter.api.Assumptions;

/** What tests with real mounts need, and how they clean up. */
public final class RealMounts {
  public static final String FS_NAME = "alifuse.efc-test";
  public static final String FS_TYPE = "fuse.efc-test";

  private RealMounts() {}

  /** Skips the test where nothing can be mounted. */
  public static void assumePossible() {
    Assumptions.assumeTrue(Libc.current().call(Syscall.GETEUID, 0) == 0, "needs root");
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/fuse")), "needs /dev/fuse");
  }

  /** Unmounts whatever a failed test left below its directory, the last mount first. */
  public static void removeBelow(Path directory) {
    LinuxMountTable table = new LinuxMountTable();
    for (MountEntry mount : table.read().entries().reversed()) {
      if (mount.mountPoint().startsWith(directory + "/")) {
        table.unmount(mount.mountPoint(), MountTable.MNT_DETACH);
      }
    }
  }
}
