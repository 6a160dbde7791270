// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.util.List;
import org.efc.backend.Handle;

/** What the MOUNT program says to MNT (RFC 1813 appendix I, 5.2.1). */
sealed interface MountReply {
  /**
   * The path is exported.
   *
   * @param flavors of authentication that the server takes; empty: it does not say
   */
  record Granted(Handle handle, List<Integer> flavors) implements MountReply {}

  /**
   * It is not, or not to us.
   *
   * @param status mountstat3
   */
  record Refused(int status) implements MountReply {
    static final int MNT3ERR_PERM = 1;
    static final int MNT3ERR_ACCES = 13;

    boolean isDenial() {
      return status == MNT3ERR_PERM || status == MNT3ERR_ACCES;
    }
  }
}
