// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

/**
 * What stat(2) tells about an object.
 *
 * @param mode permission bits with setuid, setgid and sticky: 07777 at most, no type bits
 * @param links number of names
 * @param size bytes
 * @param used bytes of storage in use
 * @param device for device special files, else {@link DeviceNumber#NONE}
 * @param fsid the storage's file system: one export may hold several
 * @param fileid the storage's inode number, unique within {@code fsid}
 */
public record Attributes(
    FileType type,
    int mode,
    int links,
    int uid,
    int gid,
    long size,
    long used,
    DeviceNumber device,
    long fsid,
    long fileid,
    Timestamp atime,
    Timestamp mtime,
    Timestamp ctime) {

  /** Whether data cached under {@code earlier} is still good: close-to-open's test. */
  public boolean sameVersion(Attributes earlier) {
    return size == earlier.size && mtime.equals(earlier.mtime) && ctime.equals(earlier.ctime);
  }
}
