// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A storage that denies what the mode grants, by an access control list: the errno is its own. Not
 * over NFS: nfs-ganesha's VFS backend goes by the mode.
 */
class AccessListIT {
  /**
   * user::rw-, user:1001:---, group::rw-, mask::rw-, other::rw-
   * (include/uapi/linux/posix_acl_xattr.h).
   */
  private static final String DENY =
      "import os, struct, sys; e = lambda t, p, i=0xffffffff: struct.pack('<HHI', t, p, i);"
          + " os.setxattr(sys.argv[1], 'system.posix_acl_access',"
          + " struct.pack('<I', 2) + e(1, 6) + e(2, 0, 1001) + e(4, 6) + e(16, 6) + e(32, 6))";

  @Test
  void aDenialThatTheModeDoesNotShowIsEacces() throws IOException {
    try (HandMount mount = HandMount.of(StorageKind.FILE)) {
      Path file = Files.writeString(mount.storage().directory().resolve("listed"), "content");
      Program.of("chmod", "666", file.toString()).output();
      Program.of("/usr/bin/python3", "-c", DENY, file.toString()).output();
      for (String what :
          List.of("cat listed", "echo x | tee -a listed", "echo x > listed", "cat < listed")) {
        assertThat(as(1001, mount, what).err()).as(what).contains("Permission denied");
      }
      assertThat(as(1002, mount, "cat listed").succeeded().out()).isEqualTo("content");
      assertThat(file).hasContent("content");
      mount.assertUnmounts();
    }
  }

  private static Program.Outcome as(int user, HandMount mount, String work) {
    return Program.of(
            "setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "sh", "-c", work)
        .in(mount.directory())
        .run();
  }
}
