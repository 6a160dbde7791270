// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import org.efc.backend.AttributeChange;
import org.efc.backend.CallFailure;
import org.efc.backend.Caller;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.common.linux.Libc;
import org.efc.common.linux.Memory;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.Syscall;

/**
 * Creation that a repeated request recognizes as its own. The file is made without a name
 * (O_TMPFILE), gets its verifier as an extended attribute and everything else it should have, and
 * only then its name: a kill at any point leaves nothing or the whole.
 *
 * <p>An NFS server keeps the verifier in the file's times, which are wrong until they are set; the
 * attribute {@code user.efc.create} leaves them alone. On a file system without such attributes the
 * repeated request gets EEXIST.
 */
final class ExclusiveCreation {
  private static final String ATTRIBUTE = "user.efc.create";
  private static final int NAMELESS = OpenFlags.O_TMPFILE | OpenFlags.O_RDWR | OpenFlags.O_CLOEXEC;

  /** Setting the attribute needs the right to write (xattr(7)). */
  private static final int MODE_AT_FIRST = 0600;

  private final Volume volume;

  ExclusiveCreation(Volume volume) {
    this.volume = volume;
  }

  Entry create(Caller caller, Handle directory, Name name, long verifier, AttributeChange initial) {
    try {
      return volume.in(directory, caller, parent -> make(parent, name, verifier, initial));
    } catch (CallFailure e) {
      if (e.errno() != Errno.EEXIST) {
        throw e;
      }
    }
    return recognize(caller, directory, name, verifier);
  }

  private Entry make(int directory, Name name, long verifier, AttributeChange initial) {
    Scratch scratch = Scratch.current();
    int fd =
        (int) Kernel.call(Syscall.OPENAT, directory, scratch.path("."), NAMELESS, MODE_AT_FIRST, 0);
    try {
      Memory.putLong(scratch.words, verifier);
      // The result doesn't matter: without the attribute the creation is exclusive all the same.
      Libc.current()
          .call(Syscall.FSETXATTR, fd, scratch.path(ATTRIBUTE), scratch.words, Long.BYTES, 0, 0);
      if (initial.size().isPresent()) {
        AttributeWriter.resize(fd, initial.size().getAsLong());
      }
      AttributeWriter.apply(fd, initial.withMode(initial.mode().orElse(0)));
      FileNamespace.linkInto(fd, directory, name);
      return volume.entry(fd);
    } finally {
      Kernel.close(fd);
    }
  }

  private Entry recognize(Caller caller, Handle directory, Name name, long verifier) {
    Entry found = new FileNamespace(volume).lookup(caller, directory, name);
    if (found.attributes().type() == FileType.REGULAR) {
      try (OpenFiles.Lease file = volume.files().acquire(found.handle(), OpenFiles.Use.READ)) {
        Scratch scratch = Scratch.current();
        long length =
            Libc.current()
                .call(
                    Syscall.FGETXATTR,
                    file.fd(),
                    scratch.path(ATTRIBUTE),
                    scratch.words,
                    Long.BYTES,
                    0,
                    0);
        if (length == Long.BYTES && Memory.getLong(scratch.words) == verifier) {
          return found;
        }
      }
    }
    throw new CallFailure(Errno.EEXIST);
  }
}
