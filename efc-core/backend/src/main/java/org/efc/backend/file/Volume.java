// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.efc.backend.CallFailure;
import org.efc.backend.Caller;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.common.Errno;

/** What the parts of a {@link FileBackend} share. */
record Volume(
    Handle root,
    FileHandles handles,
    OpenFiles files,
    FileAttributes attributes,
    CallerIdentity identity) {

  /** Handle and attributes of an open object. */
  Entry entry(int fd) {
    return new Entry(handles.of(fd), attributes.of(fd));
  }

  <T> T as(Caller caller, Supplier<T> work) {
    return identity.as(caller, work);
  }

  /**
   * Work in a directory, as the caller.
   *
   * @param work gets the directory's descriptor
   * @throws CallFailure as {@link #failure} has it
   */
  <T> T in(Handle directory, Caller caller, IntFunction<T> work) {
    try (OpenFiles.Lease lease = path(directory)) {
      try {
        return as(caller, () -> work.apply(lease.fd()));
      } catch (CallFailure e) {
        throw failure(e, lease.fd());
      }
    }
  }

  /**
   * What a failure is to the caller: ESTALE where the directory, or the file to be linked, was
   * removed and is only here because somebody has it open. The kernel's answers then, ENOENT and
   * ext4's EPERM, would be about a name.
   */
  CallFailure failure(CallFailure e, int object) {
    boolean maybe = e.errno() == Errno.ENOENT || e.errno() == Errno.EPERM;
    return maybe && FileAttributes.isRemoved(object) ? new CallFailure(Errno.ESTALE) : e;
  }

  OpenFiles.Lease path(Handle handle) {
    return files.acquire(handle, OpenFiles.Use.PATH);
  }
}
