// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

/**
 * A place for the attributes of one object, used again and again; the fields are those of {@link
 * Attributes}. What a call gives to its end is good only while that end runs. Belongs to one thread
 * at a time.
 */
public final class AttributesBuffer {
  /** Whether the storage gave attributes; else no other field means anything. */
  public boolean known;

  public FileType type = FileType.REGULAR;
  public int mode;
  public int links;
  public int uid;
  public int gid;
  public long size;
  public long used;
  public int deviceMajor;
  public int deviceMinor;
  public long fsid;
  public long fileid;
  public long atimeSeconds;
  public int atimeNanos;
  public long mtimeSeconds;
  public int mtimeNanos;
  public long ctimeSeconds;
  public int ctimeNanos;

  public void set(Attributes from) {
    known = true;
    type = from.type();
    mode = from.mode();
    links = from.links();
    uid = from.uid();
    gid = from.gid();
    size = from.size();
    used = from.used();
    deviceMajor = from.device().major();
    deviceMinor = from.device().minor();
    fsid = from.fsid();
    fileid = from.fileid();
    atimeSeconds = from.atime().seconds();
    atimeNanos = from.atime().nanos();
    mtimeSeconds = from.mtime().seconds();
    mtimeNanos = from.mtime().nanos();
    ctimeSeconds = from.ctime().seconds();
    ctimeNanos = from.ctime().nanos();
  }

  /**
   * The attributes as an object of their own.
   *
   * @throws IllegalStateException when they are not {@link #known}
   */
  public Attributes toAttributes() {
    if (!known) {
      throw new IllegalStateException("the storage gave no attributes");
    }
    return new Attributes(
        type,
        mode,
        links,
        uid,
        gid,
        size,
        used,
        new DeviceNumber(deviceMajor, deviceMinor),
        fsid,
        fileid,
        new Timestamp(atimeSeconds, atimeNanos),
        new Timestamp(mtimeSeconds, mtimeNanos),
        new Timestamp(ctimeSeconds, ctimeNanos));
  }
}
