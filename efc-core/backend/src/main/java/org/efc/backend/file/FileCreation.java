// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.IntConsumer;
import org.efc.backend.AttributeChange;
import org.efc.backend.CallFailure;
import org.efc.backend.Caller;
import org.efc.backend.CreateMode;
import org.efc.backend.DeviceNumber;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.Syscall;

/**
 * Makes objects, as the caller. This process's umask does not count: the mode that arrives is the
 * one the application's umask has been applied to.
 */
final class FileCreation {
  private static final int MAKE =
      OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_RDWR | OpenFlags.O_CLOEXEC;

  /** Bits that mkdir(2) and mknod(2) may leave out though they are asked for. */
  private static final int SET_ID = 06000;

  private static final int ATTEMPTS = 8;

  private final Volume volume;
  private final ExclusiveCreation exclusive;
  private final int umask;

  /**
   * Creation in a volume.
   *
   * @param umask of this process
   */
  FileCreation(Volume volume, int umask) {
    this.volume = volume;
    this.exclusive = new ExclusiveCreation(volume);
    this.umask = umask;
  }

  Entry create(
      Caller caller, Handle directory, Name name, CreateMode mode, AttributeChange initial) {
    return switch (mode) {
      case CreateMode.Guarded _ -> createNew(caller, directory, name, initial);
      case CreateMode.Unchecked _ -> createOrOpen(caller, directory, name, initial);
      case CreateMode.Exclusive(long verifier) ->
          exclusive.create(caller, directory, name, verifier, initial);
    };
  }

  private Entry createNew(Caller caller, Handle directory, Name name, AttributeChange initial) {
    int wanted = initial.mode().orElse(0);
    return volume.in(
        directory,
        caller,
        parent -> {
          long address = Scratch.current().name(name);
          int fd = (int) Kernel.call(Syscall.OPENAT, parent, address, MAKE, wanted, 0);
          try {
            if (initial.size().isPresent()) {
              AttributeWriter.resize(fd, initial.size().getAsLong());
            }
            return finish(fd, wanted, wanted & umask, initial);
          } finally {
            Kernel.close(fd);
          }
        });
  }

  private Entry createOrOpen(Caller caller, Handle directory, Name name, AttributeChange initial) {
    for (int attempt = 1; ; attempt++) {
      try {
        return createNew(caller, directory, name, initial);
      } catch (CallFailure e) {
        if (e.errno() != Errno.EEXIST) {
          throw e;
        }
      }
      try {
        return open(caller, directory, name, initial);
      } catch (CallFailure e) {
        // Others may make and remove the name by turns.
        if (e.errno() != Errno.ENOENT || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private Entry open(Caller caller, Handle directory, Name name, AttributeChange initial) {
    Entry found = new FileNamespace(volume).lookup(caller, directory, name);
    if (found.attributes().type() != FileType.REGULAR) {
      throw new CallFailure(Errno.EEXIST);
    }
    if (initial.size().isEmpty()) {
      return found;
    }
    AttributeChange size = AttributeChange.ofSize(initial.size().getAsLong());
    return new Entry(
        found.handle(), new AttributeWriter(volume).setattr(caller, found.handle(), size));
  }

  Entry mkdir(Caller caller, Handle directory, Name name, AttributeChange initial) {
    int wanted = initial.mode().orElse(0);
    return make(
        caller,
        directory,
        name,
        initial,
        fd -> Kernel.call(Syscall.MKDIRAT, fd, Scratch.current().name(name), wanted));
  }

  Entry mknod(
      Caller caller,
      Handle directory,
      Name name,
      FileType type,
      DeviceNumber device,
      AttributeChange initial) {
    int mode = type.modeBits() | initial.mode().orElse(0);
    return make(
        caller,
        directory,
        name,
        initial,
        fd ->
            Kernel.call(
                Syscall.MKNODAT, fd, Scratch.current().name(name), mode, device.encode(), 0));
  }

  Entry symlink(
      Caller caller, Handle directory, Name name, byte[] target, AttributeChange initial) {
    if (target.length >= Scratch.PATH_SIZE) {
      throw new CallFailure(Errno.ENAMETOOLONG);
    }
    return make(
        caller,
        directory,
        name,
        initial,
        fd -> {
          Scratch scratch = Scratch.current();
          Kernel.call(Syscall.SYMLINKAT, scratch.path(target), fd, scratch.name(name));
        });
  }

  private Entry make(
      Caller caller, Handle directory, Name name, AttributeChange initial, IntConsumer call) {
    int wanted = initial.mode().orElse(0);
    return volume.in(
        directory,
        caller,
        parent -> {
          call.accept(parent);
          return FileNamespace.at(
              parent,
              Scratch.current().name(name),
              fd -> finish(fd, wanted, wanted & (umask | SET_ID), initial));
        });
  }

  /**
   * Sets what creation left out.
   *
   * @param suspect bits of {@code wanted} that may be missing
   */
  private Entry finish(int fd, int wanted, int suspect, AttributeChange initial) {
    AttributeChange rest =
        new AttributeChange(
            OptionalInt.empty(),
            initial.uid(),
            initial.gid(),
            OptionalLong.empty(),
            initial.atime(),
            initial.mtime(),
            Optional.empty());
    if (!rest.isNothing()) {
      // With the mode, since a new owner clears setuid.
      AttributeWriter.apply(fd, initial.mode().isPresent() ? rest.withMode(wanted) : rest);
    } else if (suspect != 0) {
      Entry made = volume.entry(fd);
      int mode = made.attributes().mode();
      if ((mode & suspect) == suspect || made.attributes().type() == FileType.SYMLINK) {
        return made;
      }
      AttributeWriter.chmod(fd, mode | suspect);
    }
    return volume.entry(fd);
  }
}
