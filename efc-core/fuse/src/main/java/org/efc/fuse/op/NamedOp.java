// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import java.util.OptionalInt;
import org.efc.common.Name;
import org.efc.common.linux.Memory;
import org.efc.fuse.abi.RequestFlags;
import org.efc.fuse.abi.RequestLayout.ExtHeader;
import org.efc.fuse.abi.RequestLayout.InHeader;
import org.efc.fuse.abi.RequestLayout.SuppGroups;

/** A request with a name, which begins right after the request's structure. */
public abstract sealed class NamedOp extends FuseOp
    permits Create,
        Getxattr,
        Link,
        Lookup,
        Mkdir,
        Mknod,
        Removexattr,
        Rmdir,
        Setxattr,
        Symlink,
        Unlink {
  private final int nameOffset;

  NamedOp(long header, int structSize) {
    super(header);
    this.nameOffset = InHeader.SIZE + structSize;
  }

  /** The name, copied out of the message. */
  public final Name name() {
    return Names.nameAt(nameAddress());
  }

  /** Where the bytes of the name are: for look-ups in a cache without a copy. */
  public final long nameAddress() {
    return header() + nameOffset;
  }

  /** The number of bytes of the name, without its NUL. */
  public final int nameLength() {
    return Names.lengthAt(nameAddress());
  }

  /**
   * The group of the directory {@link #nodeid}, when the caller is in it by one of its
   * supplementary groups (CREATE_SUPP_GROUP): a request that makes something in that directory
   * carries it, since the header has the caller's first group only.
   */
  public final OptionalInt directoryGroup() {
    int bytes = Short.toUnsignedInt(Memory.getShort(header() + InHeader.TOTAL_EXTLEN)) * 8;
    long end = header() + Integer.toUnsignedLong(Memory.getInt(header() + InHeader.LEN));
    long at = end - bytes;
    while (at + ExtHeader.LENGTH + SuppGroups.SIZE <= end) {
      long size = Integer.toUnsignedLong(Memory.getInt(at + ExtHeader.SIZE));
      long groups = at + ExtHeader.LENGTH;
      if (size < ExtHeader.LENGTH || at + size > end) {
        break;
      }
      if (Memory.getInt(at + ExtHeader.TYPE) == RequestFlags.EXT_GROUPS
          && Memory.getInt(groups + SuppGroups.NR_GROUPS) > 0
          && size >= ExtHeader.LENGTH + SuppGroups.GROUPS + 4) {
        return OptionalInt.of(Memory.getInt(groups + SuppGroups.GROUPS));
      }
      at += (size + 7) & ~7L;
    }
    return OptionalInt.empty();
  }
}
