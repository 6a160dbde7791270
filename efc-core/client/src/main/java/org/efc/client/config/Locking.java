// SPDX-License-Identifier: Apache-2.0
package org.efc.client.config;

import org.efc.fuse.InitPreferences;

/**
 * Who keeps the locks of flock(2) and fcntl(2): {@code lock=}. What is negotiated for it is frozen
 * at INIT and kept with it, so that a volume that is mounted keeps its kind under every later
 * client. Locks that a server keeps would be another kind, with the flags of {@link #NONE}.
 */
public enum Locking {
  /** The kernel of this node: all processes of the node see them, other nodes do not. */
  LOCAL(0),

  /** Nobody: who asks for a lock is refused with ENOLCK. */
  NONE(InitPreferences.LOCK_FLAGS);

  private final long initFlags;

  Locking(long initFlags) {
    this.initFlags = initFlags;
  }

  /** What is to be negotiated for it. */
  public long initFlags() {
    return initFlags;
  }
}
