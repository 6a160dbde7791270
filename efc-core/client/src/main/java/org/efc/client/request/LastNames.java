// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.OptionalLong;
import java.util.function.Consumer;
import org.efc.backend.Attributes;
import org.efc.backend.Caller;
import org.efc.backend.Entry;
import org.efc.client.hidden.HiddenFiles;
import org.efc.client.hidden.Removals;
import org.efc.client.quota.Quota;
import org.efc.client.state.InodeTable;
import org.efc.common.Name;
import org.efc.fuse.PendingRequest;

/**
 * Names of files that are about to go, by UNLINK or as the target of RENAME: an open file keeps a
 * hidden one when it loses its last, opens wait for the removal, and the space is counted.
 */
final class LastNames {
  /** A removal that no open waits for. */
  static final long NONE = 0;

  private final InodeTable inodes;
  private final Removals removals;
  private final HiddenFiles unlinked;
  private final Quota quota;

  LastNames(InodeTable inodes, Removals removals, HiddenFiles unlinked, Quota quota) {
    this.inodes = inodes;
    this.removals = removals;
    this.unlinked = unlinked;
    this.quota = quota;
  }

  /** Whether the name must be looked up first: the file may be open, or its space counts. */
  boolean mustLook() {
    return inodes.openFiles() > 0 || quota.isActive();
  }

  boolean noFileIsOpen() {
    return inodes.openFiles() == 0;
  }

  /** See {@link Removals#begins}. */
  long begins() {
    return removals.begins();
  }

  /** It removed nothing: see {@link Removals#ended}. */
  void ended(long removal) {
    removals.ended(removal);
  }

  /** The name is gone. */
  void gone(long removal, long freed) {
    removals.ended(removal);
    quota.add(-freed);
  }

  /** The space that goes with a name, in bytes. */
  static long freed(Entry entry) {
    Attributes attributes = entry.attributes();
    return attributes.links() > 1 ? 0 : attributes.used();
  }

  /** See {@link HiddenFiles#lastNameOfOpen}. */
  OptionalLong lastOfOpen(Entry entry) {
    return unlinked.lastNameOfOpen(entry);
  }

  /** See {@link HiddenFiles#moveAway}; {@link #settled} follows. */
  void moveAway(
      PendingRequest request, Caller caller, long parent, Name name, long nodeid, Runnable next) {
    unlinked.moveAway(request, caller, parent, name, nodeid, next);
  }

  /** See {@link HiddenFiles#settled}. */
  void settled(long nodeid) {
    unlinked.settled(nodeid);
  }

  /** See {@link HiddenFiles#linkAway}. */
  void linkAway(
      PendingRequest request,
      Caller caller,
      long parent,
      Name name,
      long nodeid,
      Consumer<Runnable> next) {
    unlinked.linkAway(request, caller, parent, name, nodeid, next);
  }
}
