// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import java.util.Optional;
import org.efc.backend.Attributes;
import org.efc.backend.Caller;
import org.efc.common.linux.OpenFlags;

/** A file that this process opened for the kernel. */
public final class OpenFile {
  private static final int ACCESS_MODE = 3;

  // __FMODE_EXEC of include/linux/fs.h: opened by execve(2)
  private static final int EXECUTED = 0x20;

  private final long nodeid;
  private final Caller opener;
  private final int flags;
  private volatile Caller caller;
  private volatile Optional<Attributes> dropped = Optional.empty();

  /**
   * @param opener who opened it, and on whose behalf it is read and written
   * @param flags O_ bits of open(2)
   */
  public OpenFile(long nodeid, Caller opener, int flags) {
    this.nodeid = nodeid;
    this.opener = opener;
    this.flags = flags;
    this.caller = opener;
  }

  public long nodeid() {
    return nodeid;
  }

  public Caller opener() {
    return opener;
  }

  public boolean isWritable() {
    return (flags & ACCESS_MODE) != 0;
  }

  /** The rights that an open needs, as in access(2): read 4, write 2, execute 1. */
  public int wants() {
    int mode = flags & ACCESS_MODE;
    if (mode == OpenFlags.O_RDONLY) {
      return (flags & EXECUTED) != 0 ? 1 : 4;
    }
    return mode == OpenFlags.O_WRONLY ? 2 : 6;
  }

  public boolean isAppending() {
    return isWritable() && (flags & OpenFlags.O_APPEND) != 0;
  }

  /** On whose behalf it is read and written: the opener, unless the storage wanted the owner. */
  public Caller caller() {
    return caller;
  }

  /** The storage refused the opener and took the owner: it is the owner from now on. */
  public void owner(Caller owner) {
    caller = owner;
  }

  /** Its open has the kernel drop the pages and attributes of versions older than this. */
  public void drops(Attributes version) {
    dropped = Optional.of(version);
  }

  /**
   * A request on this open file shows that the kernel has finished the open.
   *
   * @return the version before which it dropped everything; only the first time
   */
  public Optional<Attributes> finished() {
    if (dropped.isEmpty()) {
      return dropped;
    }
    synchronized (this) {
      Optional<Attributes> version = dropped;
      dropped = Optional.empty();
      return version;
    }
  }
}
