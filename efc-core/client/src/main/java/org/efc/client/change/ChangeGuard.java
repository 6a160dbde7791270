// SPDX-License-Identifier: Apache-2.0
package org.efc.client.change;

import org.efc.client.answer.Refusal;
import org.efc.client.quota.Quota;
import org.efc.client.state.Inode;
import org.efc.common.Errno;

/** Refuses changes before the storage is asked: of a volume that is read-only, or full. */
public final class ChangeGuard {
  private final boolean readOnly;
  private final Quota quota;

  /**
   * @param readOnly every change is refused with EROFS
   */
  public ChangeGuard(boolean readOnly, Quota quota) {
    this.readOnly = readOnly;
    this.quota = quota;
  }

  /** Refuses every change of a volume that is read-only. */
  public void requireWritable() {
    if (readOnly) {
      throw new Refusal(Errno.EROFS);
    }
  }

  /** Refuses a new file or directory when the volume's capacity is used up: EDQUOT. */
  public void requireSpace() {
    requireSpace(0);
  }

  /** Refuses to let a file reach {@code end} when there is no room; never what is in it already. */
  public void requireSpaceFor(Inode inode, long end) {
    long growth = inode.growth(end);
    if (growth > 0) {
      requireSpace(growth);
    }
  }

  private void requireSpace(long growth) {
    if (quota.refuses(growth)) {
      throw new Refusal(Errno.EDQUOT);
    }
  }
}
