// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.server;

import java.util.Optional;
import org.efc.backend.Attributes;
import org.efc.backend.BackendException;
import org.efc.backend.BlockingBackend;
import org.efc.backend.Caller;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.backend.nfs.Wire;

/** The results of one call, as its fault has them. */
record Results(BlockingBackend storage, Fault fault, Wire out) {

  Results(BlockingBackend storage, Fault fault) {
    this(storage, fault, new Wire());
  }

  Results ok() {
    out.u32(0);
    return this;
  }

  /** post_op_attr of an object as it is now. */
  Results after(Handle object) {
    return after(attributes(object));
  }

  Results after(Optional<Attributes> attributes) {
    if (attributes.isPresent() && fault.tellsAttributes()) {
      out.u32(1).fattr(fault.attributes(attributes.get()));
    } else {
      out.u32(0);
    }
    return this;
  }

  /** wcc_data without pre-operation attributes, as nfs-ganesha sends it. */
  Results wcc(Handle object) {
    out.u32(0);
    return after(object);
  }

  /** post_op_fh3 and post_op_attr of a new object. */
  Results made(Entry entry) {
    if (fault.tellsHandles()) {
      out.u32(1).opaque(entry.handle().toBytes());
    } else {
      out.u32(0);
    }
    return after(Optional.of(entry.attributes()));
  }

  private Optional<Attributes> attributes(Handle object) {
    try {
      return Optional.of(
          storage.await("attributes", c -> storage.backend().getattr(Caller.ROOT, object, c)));
    } catch (BackendException e) {
      return Optional.empty(); // gone with its last name
    }
  }
}
