// SPDX-License-Identifier: Apache-2.0
package org.efc.client.fs;

import java.util.OptionalLong;
import org.efc.backend.Attributes;
import org.efc.backend.Entry;
import org.efc.client.VolumeOptions;
import org.efc.client.state.Inode;
import org.efc.client.state.InodeTable;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.wire.AttributesOut;
import org.efc.fuse.wire.EntryOut;

/** Attributes and entries in the kernel's form, and what is noted of them when it is told. */
final class Replies {
  private static final int BLOCK = 512;
  private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

  private final InodeTable inodes;
  private final long attributesValid;
  private final long nameValid;
  private volatile OptionalLong rootFsid = OptionalLong.empty();

  Replies(InodeTable inodes, VolumeOptions options) {
    this.inodes = inodes;
    this.attributesValid = options.attributesValid().toNanos();
    this.nameValid = options.namesValid().toNanos();
  }

  /** The storage's file system of the root: its inode numbers are shown as they are. */
  void rootFsid(long fsid) {
    rootFsid = OptionalLong.of(fsid);
  }

  /** Answers with an object; its lookup is counted before, and not if the kernel won't have it. */
  void entry(PendingRequest request, Entry entry, long parent) {
    long nodeid = fill(request.entryOut(), entry, parent);
    if (!request.entry()) {
      inodes.forget(nodeid, 1);
    }
  }

  /** Fills in an object and counts its lookup: the caller undoes it if the kernel won't have it. */
  long fill(EntryOut out, Entry entry, long parent) {
    Attributes attributes = entry.attributes();
    long nodeid = inodes.acquire(entry.handle(), attributes, parent);
    Inode inode = inodes.inode(nodeid);
    inode.told(attributes);
    inode.parent(parent);
    out.node(nodeid, nodeid >>> 32).nameValid(nameValid).attributesValid(attributesValid);
    fill(out.attributes(), inode, attributes);
    return nodeid;
  }

  /** Answers with the attributes of an inode. */
  void attributes(PendingRequest request, long nodeid, Attributes attributes) {
    Inode inode = inodes.inode(nodeid);
    inode.told(attributes);
    fill(request.attributesOut().valid(attributesValid).attributes(), inode, attributes);
    request.attributes();
  }

  private void fill(AttributesOut out, Inode inode, Attributes attributes) {
    // A file that was unlinked while open has one hidden name, which does not count.
    int links = inode.isSilly() ? Math.max(0, attributes.links() - 1) : attributes.links();
    long number = number(attributes);
    inode.number(number);
    out.inode(number)
        .mode(attributes.type().modeBits() | attributes.mode())
        .links(links)
        .owner(attributes.uid(), attributes.gid())
        .device(attributes.device().encode())
        .size(attributes.size())
        .blocks(Math.ceilDiv(attributes.used(), BLOCK))
        .accessed(attributes.atime().seconds(), attributes.atime().nanos())
        .modified(attributes.mtime().seconds(), attributes.mtime().nanos())
        .changed(attributes.ctime().seconds(), attributes.ctime().nanos());
  }

  /**
   * The inode number as stat(2) shows it. An export may hold several file systems, and the mount is
   * one: those of the others are made different.
   */
  long number(Attributes attributes) {
    OptionalLong root = rootFsid;
    boolean foreign = root.isPresent() && root.getAsLong() != attributes.fsid();
    return shown(
        foreign ? attributes.fileid() ^ (attributes.fsid() * GOLDEN) : attributes.fileid());
  }

  /** Another number for 0, which readdir(3) of the C library takes for a deleted entry. */
  static long shown(long number) {
    return number == 0 ? GOLDEN : number;
  }
}
