// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.common.linux.Memory;
import org.efc.fuse.abi.RequestLayout.InHeader;

/**
 * One request as the kernel means it. A view of the message's memory: valid until the request is
 * answered, and checked before by {@link org.efc.fuse.wire.RequestDecoder}, so that no accessor can
 * fail.
 */
public abstract sealed class FuseOp
    permits Access,
        BatchForget,
        CopyFileRange,
        Destroy,
        Fallocate,
        Flush,
        Forget,
        Fsync,
        Fsyncdir,
        Getattr,
        Getlk,
        Init,
        Interrupt,
        Listxattr,
        Lseek,
        NamedOp,
        NotifyReply,
        Open,
        Opendir,
        Read,
        Readdir,
        Readdirplus,
        Readlink,
        Release,
        Releasedir,
        Rename,
        Setattr,
        Setlk,
        Statfs,
        Write {
  private long header;

  FuseOp(long header) {
    this.header = header;
  }

  /**
   * Views another message, of the same kind and checked: for one thread that has messages at
   * several places, and no object to spare for each.
   *
   * @param address of its fuse_in_header
   */
  public final void moveTo(long address) {
    header = address;
  }

  /** The object that the request is about; what it is to the request says each class. */
  public final long nodeid() {
    return Memory.getLong(header + InHeader.NODEID);
  }

  final long header() {
    return header;
  }

  final int intAt(int offset) {
    return Memory.getInt(header + InHeader.SIZE + offset);
  }

  final long longAt(int offset) {
    return Memory.getLong(header + InHeader.SIZE + offset);
  }
}
