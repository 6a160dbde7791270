// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import java.util.function.Supplier;
import org.efc.backend.Caller;
import org.efc.backend.Entry;
import org.efc.backend.Handle;

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

  OpenFiles.Lease path(Handle handle) {
    return files.acquire(handle, OpenFiles.Use.PATH);
  }
}
