// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.efc.backend.CallFailure;
import org.efc.backend.Caller;
import org.efc.backend.DirectoryEntry;
import org.efc.backend.DirectoryPage;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.common.Name;
import org.efc.common.linux.Memory;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.Syscall;

/**
 * Lists directories by getdents64(2). A cookie is the kernel's {@code d_off}, which ext4, xfs,
 * btrfs and tmpfs keep good over reopening, since NFS servers need that too.
 */
final class DirectoryReader {
  private static final int SEEK_SET = 0;
  private static final int LEAST_BUFFER = 1024;
  private static final int USUAL_ENTRY = 48;
  private static final int LIST = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC;

  // struct linux_dirent64
  private static final int D_INO = 0;
  private static final int D_OFF = 8;
  private static final int D_RECLEN = 16;
  private static final int D_NAME = 19;

  private final Volume volume;

  DirectoryReader(Volume volume) {
    this.volume = volume;
  }

  DirectoryPage read(Caller caller, Handle directory, DirectoryPosition position, int maxEntries) {
    try (OpenFiles.Lease lease = volume.path(directory)) {
      return volume.as(
          caller,
          () -> {
            // A descriptor of its own: its place in the directory is nobody else's.
            long dot = Scratch.current().path(".");
            int fd = (int) Kernel.call(Syscall.OPENAT, lease.fd(), dot, LIST, 0, 0);
            try {
              Kernel.call(Syscall.LSEEK, fd, position.cookie(), SEEK_SET);
              return page(fd, maxEntries);
            } finally {
              Kernel.close(fd);
            }
          });
    }
  }

  private DirectoryPage page(int fd, int maxEntries) {
    List<DirectoryEntry> entries = new ArrayList<>();
    long buffer = Scratch.current().entries;
    int size = Math.clamp((long) maxEntries * USUAL_ENTRY, LEAST_BUFFER, Scratch.ENTRIES_SIZE);
    while (true) {
      int length = (int) Kernel.call(Syscall.GETDENTS64, fd, buffer, size);
      if (length == 0) {
        return new DirectoryPage(List.copyOf(entries), 0, true);
      }
      for (int at = 0; at < length; ) {
        long entry = buffer + at;
        at += Short.toUnsignedInt(Memory.getShort(entry + D_RECLEN));
        add(fd, entry, entries);
        if (entries.size() == maxEntries) {
          return new DirectoryPage(List.copyOf(entries), 0, false);
        }
      }
    }
  }

  private void add(int directory, long entry, List<DirectoryEntry> entries) {
    long address = entry + D_NAME;
    Name name = Name.adopt(Memory.bytes(address, Memory.length(address, Name.MAX_LENGTH + 1)));
    if (name.isDot() || name.isDotDot()) {
      return;
    }
    entries.add(
        new DirectoryEntry(
            name,
            Memory.getLong(entry + D_INO),
            Memory.getLong(entry + D_OFF),
            entryAt(directory, address)));
  }

  /** Empty when the name is gone meanwhile, may not be looked up or is a mount point. */
  private Optional<Entry> entryAt(int directory, long name) {
    try {
      return Optional.of(FileNamespace.at(directory, name, volume::entry));
    } catch (CallFailure e) {
      return Optional.empty();
    }
  }
}
