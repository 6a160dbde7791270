// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import java.util.List;

/**
 * One line of mountinfo (proc_pid_mountinfo(5)), unescaped.
 *
 * @param id unique among the mounts that exist now
 * @param parentId the mount below; for a stacked mount the one that it covers
 * @param major of st_dev; 0 for FUSE
 * @param minor of st_dev; for FUSE also the name of the connection in /sys/fs/fuse/connections
 * @param root the directory of the file system that is mounted, {@code /} unless bound from within
 * @param mountPoint absolute
 * @param options of this mount: {@code rw} or {@code ro}, {@code nosuid}, ...
 * @param optionalFields propagation: {@code shared:N}, {@code master:N}, ...
 * @param fsType {@code fuse.<subtype>} for FUSE
 * @param source what mount(2) was given; for FUSE the fsname
 * @param superOptions of the file system, whatever the mount's say
 */
public record MountEntry(
    int id,
    int parentId,
    int major,
    int minor,
    String root,
    String mountPoint,
    List<String> options,
    List<String> optionalFields,
    String fsType,
    String source,
    List<String> superOptions) {
  public MountEntry {
    options = List.copyOf(options);
    optionalFields = List.copyOf(optionalFields);
    superOptions = List.copyOf(superOptions);
  }

  /** Whether a write through this mount is refused, by the mount or by the file system. */
  public boolean isReadOnly() {
    return options.contains("ro") || superOptions.contains("ro");
  }

  /** For messages: type, source and device. */
  public String describe() {
    return fsType + " mount of " + source + " (device " + major + ":" + minor + ")";
  }
}
