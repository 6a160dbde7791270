// SPDX-License-Identifier: Apache-2.0
package org.efc.client.change;

import org.efc.backend.Attributes;
import org.efc.backend.Caller;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.client.state.Intent;
import org.efc.common.Name;
import org.efc.fuse.PendingRequest;

/** The name that a request makes, and the intent of that request. */
public record NewName(
    PendingRequest request, Intent intent, Caller caller, Handle directory, Name name) {

  /** Whether an object may be the one that was made. */
  public boolean mayHaveMade(Entry entry, FileType type) {
    Attributes attributes = entry.attributes();
    // What root makes belongs to someone else where root is squashed.
    boolean owned = caller.uid() == 0 || attributes.uid() == caller.uid();
    return attributes.type() == type && owned;
  }
}
