// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import java.util.Optional;
import java.util.function.IntFunction;
import org.efc.backend.Attributes;
import org.efc.backend.CallFailure;
import org.efc.backend.Caller;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.common.linux.Memory;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.Syscall;

/**
 * Names, as the caller and relative to directories by handle; symbolic links are never followed.
 */
final class FileNamespace {
  private static final int FIND = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC;

  private final Volume volume;

  FileNamespace(Volume volume) {
    this.volume = volume;
  }

  Entry lookup(Caller caller, Handle directory, Name name) {
    if (name.isDotDot() && directory.equals(volume.root())) {
      throw new CallFailure(Errno.EINVAL);
    }
    return volume.in(directory, caller, fd -> at(fd, Scratch.current().name(name), volume::entry));
  }

  /**
   * What {@code use} makes of the descriptor of a name. One descriptor for all questions: by name
   * each could be about another object.
   *
   * @param name address of the name
   */
  static <T> T at(int directory, long name, IntFunction<T> use) {
    int fd = (int) Kernel.call(Syscall.OPENAT, directory, name, FIND, 0, 0);
    try {
      return use.apply(fd);
    } finally {
      Kernel.close(fd);
    }
  }

  byte[] readlink(Handle link) {
    try (OpenFiles.Lease lease = volume.path(link)) {
      if (FileAttributes.typeOf(lease.fd()) != FileType.SYMLINK) {
        throw new CallFailure(Errno.EINVAL);
      }
      Scratch scratch = Scratch.current();
      long target = scratch.entries;
      long length =
          Kernel.call(
              Syscall.READLINKAT, lease.fd(), scratch.empty(), target, Scratch.ENTRIES_SIZE, 0);
      return Memory.bytes(target, (int) length);
    }
  }

  void remove(Caller caller, Handle directory, Name name) {
    unlink(caller, directory, name, 0);
  }

  void rmdir(Caller caller, Handle directory, Name name) {
    unlink(caller, directory, name, OpenFlags.AT_REMOVEDIR);
  }

  private void unlink(Caller caller, Handle directory, Name name, int flags) {
    Optional<Handle> victim =
        volume.in(
            directory,
            caller,
            fd -> {
              Optional<Handle> found = handleAt(fd, name);
              Kernel.call(Syscall.UNLINKAT, fd, Scratch.current().name(name), flags);
              return found;
            });
    victim.ifPresent(volume.files()::forget);
  }

  void rename(Caller caller, Handle fromDirectory, Name from, Handle toDirectory, Name to) {
    Optional<Handle> replaced;
    try (OpenFiles.Lease source = volume.path(fromDirectory)) {
      try {
        replaced = volume.in(toDirectory, caller, target -> rename(source.fd(), from, target, to));
      } catch (CallFailure e) {
        throw volume.failure(e, source.fd());
      }
    }
    replaced.ifPresent(volume.files()::forget);
  }

  private Optional<Handle> rename(int source, Name from, int target, Name to) {
    Optional<Handle> found = handleAt(target, to);
    Scratch scratch = Scratch.current();
    Kernel.call(Syscall.RENAMEAT2, source, scratch.name(from), target, scratch.otherName(to), 0);
    return found;
  }

  Attributes link(Caller caller, Handle file, Handle directory, Name name) {
    try (OpenFiles.Lease linked = volume.path(file)) {
      try {
        return volume.in(
            directory,
            caller,
            parent -> {
              linkInto(linked.fd(), parent, name);
              return volume.attributes().of(linked.fd());
            });
      } catch (CallFailure e) {
        throw volume.failure(e, linked.fd());
      }
    }
  }

  /**
   * Gives an open object a name. By /proc, since AT_EMPTY_PATH needs a capability that the caller
   * doesn't have.
   */
  static void linkInto(int fd, int directory, Name name) {
    Scratch scratch = Scratch.current();
    Kernel.call(
        Syscall.LINKAT,
        OpenFlags.AT_FDCWD,
        scratch.pathOf(fd),
        directory,
        scratch.name(name),
        OpenFlags.AT_SYMLINK_FOLLOW);
  }

  /** The handle behind a name that is about to go; empty when it can't be told. */
  private Optional<Handle> handleAt(int directory, Name name) {
    try {
      return Optional.of(at(directory, Scratch.current().name(name), volume.handles()::of));
    } catch (CallFailure e) {
      return Optional.empty();
    }
  }
}
