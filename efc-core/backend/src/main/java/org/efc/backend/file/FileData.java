// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import org.efc.backend.CallFailure;
import org.efc.backend.Caller;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.Stability;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.Syscall;

/**
 * Contents of files. A write is in the kernel's page cache when it is acknowledged, as with any
 * local program: it survives the end of this process, kill -9 included, but not that of the
 * machine. A stable write and a commit are on the disk.
 *
 * <p>A read that misses the page cache blocks the calling thread until the disk answers.
 */
final class FileData {
  private static final int SET_ID = 06000;

  private final Volume volume;
  private final long verifier;

  /**
   * Contents of the volume's files.
   *
   * @param verifier the write verifier: a new one for every start of the machine
   */
  FileData(Volume volume, long verifier) {
    this.volume = volume;
    this.verifier = verifier;
  }

  int read(Caller caller, Handle file, long offset, long address, int size) {
    try (OpenFiles.Lease lease = volume.files().acquire(file, OpenFiles.Use.READ)) {
      int fd = lease.fd();
      if (caller.uid() != 0) {
        Rights.require(volume, caller, fd, Rights.READ);
      }
      int done = 0;
      while (done < size) {
        long count =
            Kernel.call(Syscall.PREAD64, fd, address + done, size - done, offset + done, 0);
        if (count == 0) {
          break;
        }
        done += (int) count;
      }
      return done;
    }
  }

  long write(Caller caller, Handle file, long offset, long address, int size, Stability stability) {
    try (OpenFiles.Lease lease = volume.files().acquire(file, OpenFiles.Use.WRITE)) {
      int fd = lease.fd();
      if (caller.uid() != 0 && endsSetId(caller, fd)) {
        volume.as(caller, () -> writeAll(fd, offset, address, size));
      } else {
        writeAll(fd, offset, address, size);
      }
      switch (stability) {
        case UNSTABLE -> {}
        case FILE_SYNC -> Kernel.call(Syscall.FSYNC, fd, 0, 0);
      }
      return verifier;
    }
  }

  /** Whether the kernel would end setuid or setgid by the caller's write, not by root's. */
  private boolean endsSetId(Caller caller, int fd) {
    return (Rights.require(volume, caller, fd, Rights.WRITE).mode() & SET_ID) != 0;
  }

  private static int writeAll(int fd, long offset, long address, int size) {
    int done = 0;
    while (done < size) {
      done +=
          (int) Kernel.call(Syscall.PWRITE64, fd, address + done, size - done, offset + done, 0);
    }
    return done;
  }

  /**
   * fsync(2) or fdatasync(2) of a file or a directory. A file's goes by the descriptor that wrote,
   * as an error of writing back is told to it once.
   */
  void sync(Handle object, boolean dataOnly) {
    Syscall call = dataOnly ? Syscall.FDATASYNC : Syscall.FSYNC;
    FileType type;
    try (OpenFiles.Lease lease = volume.path(object)) {
      type = FileAttributes.typeOf(lease.fd());
    }
    if (type == FileType.DIRECTORY) {
      int fd = volume.handles().open(object, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
      try {
        Kernel.call(call, fd, 0, 0);
      } finally {
        Kernel.close(fd);
      }
      return;
    }
    try (OpenFiles.Lease lease = writingOrReading(object)) {
      Kernel.call(call, lease.fd(), 0, 0);
    }
  }

  /** What can't be written here, as on a read-only file system, has nothing unwritten of ours. */
  private OpenFiles.Lease writingOrReading(Handle file) {
    try {
      return volume.files().acquire(file, OpenFiles.Use.WRITE);
    } catch (CallFailure e) {
      return volume.files().acquire(file, OpenFiles.Use.READ);
    }
  }

  long commit(Handle file) {
    try (OpenFiles.Lease lease = volume.files().acquire(file, OpenFiles.Use.WRITE)) {
      Kernel.call(Syscall.FSYNC, lease.fd(), 0, 0);
      return verifier;
    }
  }
}
