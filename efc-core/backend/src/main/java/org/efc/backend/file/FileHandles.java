// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import org.efc.backend.CallFailure;
import org.efc.backend.Handle;
import org.efc.common.Errno;
import org.efc.common.linux.Libc;
import org.efc.common.linux.Memory;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.Syscall;

/**
 * The kernel's own names of files: name_to_handle_at(2) and open_by_handle_at(2). A {@link Handle}
 * is the 4 bytes of {@code handle_type} and the bytes of {@code f_handle}. It is good as long as
 * the file and the file system are, and needs no path, so that renames don't matter.
 *
 * <p>A volume is one mount: a handle says nothing about the file system it is of, so that what is
 * mounted below the root can't be entered (EXDEV).
 */
final class FileHandles {
  private static final int MAX_HANDLE_SIZE = 128;
  private static final int HANDLE_BYTES = 0;
  private static final int HANDLE_TYPE = 4; // f_handle follows

  private final int mountFd;
  private final int mountId;

  /**
   * Handles of the mount that a directory is in.
   *
   * @param mountFd an open directory, not with O_PATH; it stays the caller's
   */
  FileHandles(int mountFd) {
    this.mountFd = mountFd;
    Scratch scratch = Scratch.current();
    nameToHandle(mountFd, scratch);
    this.mountId = Memory.getInt(scratch.words);
  }

  /** The handle of an open object. */
  Handle of(int fd) {
    Scratch scratch = Scratch.current();
    int length = nameToHandle(fd, scratch);
    if (Memory.getInt(scratch.words) != mountId) {
      throw new CallFailure(Errno.EXDEV);
    }
    byte[] bytes = new byte[4 + length];
    Memory.copy(scratch.fileHandle + HANDLE_TYPE, bytes, 0, bytes.length);
    return Handle.adopt(bytes);
  }

  private static int nameToHandle(int fd, Scratch scratch) {
    Memory.putInt(scratch.fileHandle + HANDLE_BYTES, MAX_HANDLE_SIZE);
    Kernel.call(
        Syscall.NAME_TO_HANDLE_AT,
        fd,
        scratch.empty(),
        scratch.fileHandle,
        scratch.words,
        OpenFlags.AT_EMPTY_PATH);
    return Memory.getInt(scratch.fileHandle + HANDLE_BYTES);
  }

  /**
   * Opens the object of a handle; no right to it is asked for.
   *
   * @param flags of open(2); O_CLOEXEC is added
   * @return a descriptor that is the caller's
   * @throws CallFailure ESTALE when there is no such object any more, or never was
   */
  int open(Handle handle, int flags) {
    int length = handle.length() - 4;
    if (length <= 0 || length > MAX_HANDLE_SIZE) {
      throw new CallFailure(Errno.ESTALE);
    }
    Scratch scratch = Scratch.current();
    Memory.putInt(scratch.fileHandle + HANDLE_BYTES, length);
    Memory.copy(handle.toBytes(), 0, scratch.fileHandle + HANDLE_TYPE, handle.length());
    long fd =
        Libc.current()
            .call(
                Syscall.OPEN_BY_HANDLE_AT,
                mountFd,
                scratch.fileHandle,
                flags | OpenFlags.O_CLOEXEC);
    if (fd < 0) {
      Errno errno = Errno.of((int) -fd);
      throw new CallFailure(errno == Errno.EINVAL ? Errno.ESTALE : errno);
    }
    return (int) fd;
  }
}
