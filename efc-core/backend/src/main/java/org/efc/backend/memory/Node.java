// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.memory;

import java.util.OptionalLong;
import org.efc.backend.Attributes;
import org.efc.backend.Caller;
import org.efc.backend.DeviceNumber;
import org.efc.backend.FileType;
import org.efc.backend.Timestamp;

/** An inode. Guarded by its tree's lock. */
abstract sealed class Node {
  final long id;
  final FileType type;
  int mode;
  int uid;
  int gid;
  int links = 1;
  Timestamp atime;
  Timestamp mtime;
  Timestamp ctime;

  private Node(long id, FileType type, Caller owner, int mode, Timestamp now) {
    this.id = id;
    this.type = type;
    this.mode = mode;
    this.uid = owner.uid();
    this.gid = owner.gid();
    this.atime = now;
    this.mtime = now;
    this.ctime = now;
  }

  /** Bytes as st_size has them. */
  abstract long size();

  long used() {
    return 0;
  }

  DeviceNumber device() {
    return DeviceNumber.NONE;
  }

  final void modified(Timestamp now) {
    mtime = now;
    ctime = now;
  }

  final Attributes attributes(long fsid) {
    return new Attributes(
        type, mode, links, uid, gid, size(), used(), device(), fsid, id, atime, mtime, ctime);
  }

  /** A regular file. */
  static final class File extends Node {
    final SparseBytes bytes = new SparseBytes();
    OptionalLong creationVerifier = OptionalLong.empty();

    File(long id, Caller owner, int mode, Timestamp now) {
      super(id, FileType.REGULAR, owner, mode, now);
    }

    @Override
    long size() {
      return bytes.size();
    }

    @Override
    long used() {
      return bytes.used();
    }
  }

  /** A directory; its links are its two names and its sub-directories' {@code ".."}. */
  static final class Directory extends Node {
    final DirectoryIndex entries = new DirectoryIndex();
    Directory parent;

    /** A directory in {@code parent}. */
    Directory(long id, Caller owner, int mode, Timestamp now, Directory parent) {
      super(id, FileType.DIRECTORY, owner, mode, now);
      this.parent = parent;
      this.links = 2;
    }

    /** The root: its own parent. */
    Directory(long id, Caller owner, int mode, Timestamp now) {
      super(id, FileType.DIRECTORY, owner, mode, now);
      this.parent = this;
      this.links = 2;
    }

    @Override
    long size() {
      return entries.size();
    }

    /** Whether this is {@code other} or lies below it. */
    boolean isWithin(Node other) {
      Directory at = this;
      while (at != other && at != at.parent) {
        at = at.parent;
      }
      return at == other;
    }
  }

  /** A symbolic link. */
  static final class Link extends Node {
    final byte[] target;

    Link(long id, Caller owner, Timestamp now, byte[] target) {
      super(id, FileType.SYMLINK, owner, 0777, now);
      this.target = target;
    }

    @Override
    long size() {
      return target.length;
    }
  }

  /** A FIFO, a socket or a device. */
  static final class Special extends Node {
    private final DeviceNumber device;

    Special(long id, FileType type, Caller owner, int mode, Timestamp now, DeviceNumber device) {
      super(id, type, owner, mode, now);
      this.device = device;
    }

    @Override
    long size() {
      return 0;
    }

    @Override
    DeviceNumber device() {
      return type == FileType.CHARACTER_DEVICE || type == FileType.BLOCK_DEVICE
          ? device
          : DeviceNumber.NONE;
    }
  }
}
