// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.util.Optional;
import org.efc.backend.Attributes;
import org.efc.backend.Caller;
import org.efc.backend.Completion;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.common.Errno;
import org.efc.common.Name;

/**
 * Asks for what the server left out of the reply to a LOOKUP, CREATE, MKDIR, SYMLINK or MKNOD, so
 * that the entry is whole.
 */
record EntryCompletion(
    Procedures procedures, Caller caller, Handle directory, Name name, Completion<Entry> completion)
    implements Completion<Found> {

  @Override
  public void succeeded(Found found) {
    Optional<Handle> handle = found.handle();
    if (handle.isPresent()) {
      withAttributes(handle.get(), found.attributes());
    } else {
      // Between the two calls another client may have replaced the object; that can't be told.
      procedures.lookup(caller, directory, name, this);
    }
  }

  private void withAttributes(Handle handle, Optional<Attributes> attributes) {
    if (attributes.isPresent()) {
      completion.succeeded(new Entry(handle, attributes.get()));
    } else {
      procedures.getattr(
          caller,
          handle,
          new Then<>(completion, known -> completion.succeeded(new Entry(handle, known))));
    }
  }

  @Override
  public void failed(Errno errno) {
    completion.failed(errno);
  }
}
