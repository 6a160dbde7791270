// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import org.efc.backend.AttributeChange;
import org.efc.backend.AttributeChange.TimeChange;
import org.efc.backend.Attributes;
import org.efc.backend.CallFailure;
import org.efc.backend.Caller;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.common.Errno;
import org.efc.common.linux.Memory;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.Syscall;

/**
 * Sets attributes, each by its own system call: a kill in between leaves a part of them changed,
 * and the repeated call changes the rest. The guard is checked before, not together with, the
 * change.
 */
final class AttributeWriter {
  private static final int UTIME_NOW = (1 << 30) - 1;
  private static final int UTIME_OMIT = (1 << 30) - 2;
  private static final int TIMESPEC = 16;

  private final Volume volume;

  AttributeWriter(Volume volume) {
    this.volume = volume;
  }

  Attributes setattr(Caller caller, Handle object, AttributeChange change) {
    if (change.size().isPresent()) {
      truncate(caller, object, change);
    }
    try (OpenFiles.Lease lease = volume.path(object)) {
      int fd = lease.fd();
      if (change.size().isEmpty()) {
        checkGuard(fd, change);
      }
      return volume.as(
          caller,
          () -> {
            apply(fd, change);
            return volume.attributes().of(fd);
          });
    }
  }

  private void checkGuard(int fd, AttributeChange change) {
    if (change.guard().isPresent()
        && !volume.attributes().of(fd).ctime().equals(change.guard().get())) {
      throw new CallFailure(Errno.EAGAIN);
    }
  }

  private void truncate(Caller caller, Handle object, AttributeChange change) {
    try (OpenFiles.Lease lease = volume.files().acquire(object, OpenFiles.Use.WRITE)) {
      int fd = lease.fd();
      checkGuard(fd, change);
      Rights.require(volume, caller, fd, Rights.WRITE);
      volume.as(caller, () -> resize(fd, change.size().getAsLong()));
    }
  }

  /** Sets the size of a file open for writing. */
  static long resize(int fd, long size) {
    return Kernel.call(Syscall.FTRUNCATE, fd, size, 0);
  }

  /** Sets what is wanted but the size, as the caller. */
  static void apply(int fd, AttributeChange change) {
    Scratch scratch = Scratch.current();
    if (change.uid().isPresent() || change.gid().isPresent()) {
      Kernel.call(
          Syscall.FCHOWNAT,
          fd,
          scratch.empty(),
          change.uid().orElse(-1),
          change.gid().orElse(-1),
          OpenFlags.AT_EMPTY_PATH);
    }
    // After the owner, whose change clears setuid. A symbolic link has no mode of its own.
    if (change.mode().isPresent() && FileAttributes.typeOf(fd) != FileType.SYMLINK) {
      chmod(fd, change.mode().getAsInt());
    }
    if (!(change.atime() instanceof TimeChange.Keep && change.mtime() instanceof TimeChange.Keep)) {
      putTime(scratch.words, change.atime());
      putTime(scratch.words + TIMESPEC, change.mtime());
      Kernel.call(
          Syscall.UTIMENSAT, fd, scratch.empty(), scratch.words, OpenFlags.AT_EMPTY_PATH, 0);
    }
  }

  /** chmod(2) by descriptor, also one of O_PATH. */
  static void chmod(int fd, int mode) {
    Kernel.call(Syscall.FCHMODAT, OpenFlags.AT_FDCWD, Scratch.current().pathOf(fd), mode & 07777);
  }

  private static void putTime(long timespec, TimeChange change) {
    long seconds = 0;
    long nanos;
    switch (change) {
      case TimeChange.Keep _ -> nanos = UTIME_OMIT;
      case TimeChange.ServerNow _ -> nanos = UTIME_NOW;
      case TimeChange.To to -> {
        seconds = to.time().seconds();
        nanos = to.time().nanos();
      }
    }
    Memory.putLong(timespec, seconds);
    Memory.putLong(timespec + 8, nanos);
  }
}
