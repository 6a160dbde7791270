// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.wire;

import org.efc.common.linux.Memory;
import org.efc.fuse.abi.ReplyLayout.Attr;

/**
 * Fills in a fuse_attr: what stat(2) shows of an object. The memory is zero before; what is not set
 * stays 0.
 */
public final class AttributesOut {
  private long at;

  AttributesOut(long at) {
    this.at = at;
  }

  void moveTo(long address) {
    at = address;
  }

  /** st_ino; the kernel itself goes by the node id. */
  public AttributesOut inode(long number) {
    Memory.putLong(at + Attr.INO, number);
    return this;
  }

  /** st_size in bytes. */
  public AttributesOut size(long bytes) {
    Memory.putLong(at + Attr.FILE_SIZE, bytes);
    return this;
  }

  /** st_blocks, in units of 512 bytes whatever {@link #blockSize} says. */
  public AttributesOut blocks(long count) {
    Memory.putLong(at + Attr.BLOCKS, count);
    return this;
  }

  /** st_atim: seconds since 1970 and nanoseconds. */
  public AttributesOut accessed(long seconds, int nanos) {
    Memory.putLong(at + Attr.ATIME, seconds);
    Memory.putInt(at + Attr.ATIMENSEC, nanos);
    return this;
  }

  /** st_mtim: a change tells the kernel that data changed (AUTO_INVAL_DATA). */
  public AttributesOut modified(long seconds, int nanos) {
    Memory.putLong(at + Attr.MTIME, seconds);
    Memory.putInt(at + Attr.MTIMENSEC, nanos);
    return this;
  }

  /** st_ctim: seconds since 1970 and nanoseconds. */
  public AttributesOut changed(long seconds, int nanos) {
    Memory.putLong(at + Attr.CTIME, seconds);
    Memory.putInt(at + Attr.CTIMENSEC, nanos);
    return this;
  }

  /** st_mode: file type and permission bits. The type of a node id must never change. */
  public AttributesOut mode(int typeAndPermissions) {
    Memory.putInt(at + Attr.MODE, typeAndPermissions);
    return this;
  }

  /** st_nlink. */
  public AttributesOut links(int count) {
    Memory.putInt(at + Attr.NLINK, count);
    return this;
  }

  /** st_uid and st_gid. */
  public AttributesOut owner(int uid, int gid) {
    Memory.putInt(at + Attr.UID, uid);
    Memory.putInt(at + Attr.GID, gid);
    return this;
  }

  /** st_rdev of a device, as new_encode_dev has it: see {@link org.efc.fuse.op.Mknod#rdev}. */
  public AttributesOut device(int encoded) {
    Memory.putInt(at + Attr.RDEV, encoded);
    return this;
  }

  /** st_blksize: the size for efficient i/o, in bytes; 0 means a page. */
  public AttributesOut blockSize(int bytes) {
    Memory.putInt(at + Attr.BLKSIZE, bytes);
    return this;
  }
}
