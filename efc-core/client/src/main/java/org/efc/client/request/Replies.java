// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.OptionalLong;
import org.efc.backend.Attributes;
import org.efc.backend.Entry;
import org.efc.client.answer.Refusal;
import org.efc.client.caller.ServerRights;
import org.efc.client.config.VolumeOptions;
import org.efc.client.hidden.HiddenFiles;
import org.efc.client.state.Inode;
import org.efc.client.state.InodeTable;
import org.efc.client.state.TableFullException;
import org.efc.client.validity.Reclaim;
import org.efc.client.validity.SizeNotices;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.wire.AttributesOut;
import org.efc.fuse.wire.EntryOut;

/** Attributes and entries in the kernel's form, and what is noted of them when it is told. */
final class Replies {
  private static final int BLOCK = 512;
  private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

  private final InodeTable inodes;
  private final HiddenFiles hidden;
  private final Reclaim reclaim;
  private final SizeNotices sizes;
  private final ServerRights rights;
  private final long attributesValid;
  private final long nameValid;
  private volatile OptionalLong rootFsid = OptionalLong.empty();

  Replies(
      InodeTable inodes,
      HiddenFiles hidden,
      Reclaim reclaim,
      SizeNotices sizes,
      ServerRights rights,
      VolumeOptions options) {
    this.inodes = inodes;
    this.hidden = hidden;
    this.reclaim = reclaim;
    this.sizes = sizes;
    this.rights = rights;
    this.attributesValid = options.attributesValid().toNanos();
    this.nameValid = options.namesValid().toNanos();
  }

  /** The storage's file system of the root: its inode numbers are shown as they are. */
  void rootFsid(long fsid) {
    rootFsid = OptionalLong.of(fsid);
  }

  /** Answers with an object; its lookup is counted before, and not if the kernel won't have it. */
  void entry(PendingRequest request, Entry entry, long parent) {
    try {
      tell(request, entry, parent);
    } catch (TableFullException e) {
      whenRoom(request, e, () -> tell(request, entry, parent));
    }
  }

  /** The table of inodes is full: answers when there is room, or with the error after a while. */
  void whenRoom(PendingRequest request, TableFullException full, Runnable answer) {
    reclaim.whenRoom(
        () -> {
          try {
            answer.run();
          } catch (TableFullException e) {
            throw e;
          } catch (RuntimeException | Error e) {
            Refusal.afterAnswer(request, e);
          }
        },
        () -> request.error(Refusal.errno(full)));
  }

  private void tell(PendingRequest request, Entry entry, long parent) {
    Attributes attributes = entry.attributes();
    long nodeid = inodes.acquire(entry.handle(), attributes, parent);
    reclaim.added();
    Inode inode = inodes.inode(nodeid);
    if (sizes.areDue(inode, attributes, 0)) {
      sizes.send(
          inode,
          entry.handle(),
          attributes,
          () -> Refusal.guarded(request, () -> entry(request, inode, attributes, parent)));
    } else {
      entry(request, inode, attributes, parent);
    }
  }

  private void entry(PendingRequest request, Inode inode, Attributes attributes, long parent) {
    fill(request.entryOut(), inode, attributes, parent);
    if (!request.entry()) {
      forget(inode.nodeid());
    }
  }

  /** Fills in an object and counts its lookup: the caller undoes it if the kernel won't have it. */
  long fill(EntryOut out, Entry entry, long parent) {
    Attributes attributes = entry.attributes();
    long nodeid = inodes.acquire(entry.handle(), attributes, parent);
    reclaim.added();
    fill(out, inodes.inode(nodeid), attributes, parent);
    return nodeid;
  }

  /** Undoes the lookup that was counted for an answer that the kernel did not take. */
  void forget(long nodeid) {
    inodes.forget(nodeid, 1).ifPresent(hidden::remove);
  }

  /**
   * Fills in one name of a listing and counts its lookup. A file of which the kernel must learn the
   * size first goes without attributes: the kernel looks it up when anyone wants them.
   *
   * @return its node id, 0 when it goes without attributes
   */
  long fillListed(EntryOut out, Entry entry, long parent) {
    Attributes attributes = entry.attributes();
    long nodeid = inodes.acquire(entry.handle(), attributes, parent);
    Inode inode = inodes.inode(nodeid);
    if (sizes.areDue(inode, attributes, 0)) {
      sizes.send(inode, entry.handle(), attributes, () -> forget(nodeid));
      return 0;
    }
    fill(out, inode, attributes, parent);
    return nodeid;
  }

  private void fill(EntryOut out, Inode inode, Attributes attributes, long parent) {
    sizes.told(inode, attributes);
    inode.parent(parent);
    long nodeid = inode.nodeid();
    out.node(nodeid, nodeid >>> 32)
        .nameValid(rights.areNamesBelieved(parent) ? nameValid : 0)
        .attributesValid(attributesValid);
    fill(out.attributes(), inode, attributes);
  }

  /**
   * Answers with the attributes of an inode.
   *
   * @param answered runs when that is done, or has failed
   */
  void attributes(PendingRequest request, long nodeid, Attributes attributes, Runnable answered) {
    Inode inode = inodes.inode(nodeid);
    if (sizes.areDue(inode, attributes, 0)) {
      sizes.send(
          inode,
          inodes.handle(nodeid),
          attributes,
          () -> attributes(request, inode, attributes, answered));
    } else {
      attributes(request, inode, attributes, answered);
    }
  }

  private void attributes(
      PendingRequest request, Inode inode, Attributes attributes, Runnable answered) {
    try {
      sizes.told(inode, attributes);
      answer(request, inode, attributes);
    } catch (RuntimeException | Error e) {
      Refusal.afterAnswer(request, e);
    } finally {
      answered.run();
    }
  }

  /**
   * Answers a SETATTR of the size. Not after a notification: the kernel lets no page be written
   * until it has the answer (fuse_set_nowrite of fs/fuse/dir.c), and an invalidation would wait for
   * that.
   */
  void resized(PendingRequest request, long nodeid, Attributes attributes) {
    Inode inode = inodes.inode(nodeid);
    sizes.resized(inode, attributes);
    answer(request, inode, attributes);
  }

  private void answer(PendingRequest request, Inode inode, Attributes attributes) {
    fill(request.attributesOut().valid(attributesValid).attributes(), inode, attributes);
    request.attributes();
  }

  private void fill(AttributesOut out, Inode inode, Attributes attributes) {
    // A file that was unlinked while open has one hidden name, which does not count.
    int links = inode.isSilly() ? Math.max(0, attributes.links() - 1) : attributes.links();
    long number = number(attributes);
    inode.number(number);
    out.inode(number)
        .mode(attributes.type().modeBits() | rights.shownMode(inode.nodeid(), attributes))
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
