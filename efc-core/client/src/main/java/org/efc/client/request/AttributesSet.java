// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.client.caller.SetIdBits;
import org.efc.client.quota.Quota;
import org.efc.client.state.InodeTable;
import org.efc.fuse.PendingRequest;

/** What follows from attributes that the storage has set: space, set-user-ID, the answer. */
final class AttributesSet {
  private final InodeTable inodes;
  private final Quota quota;
  private final SetIdBits privileges;
  private final Replies replies;

  AttributesSet(InodeTable inodes, Quota quota, SetIdBits privileges, Replies replies) {
    this.inodes = inodes;
    this.quota = quota;
    this.privileges = privileges;
    this.replies = replies;
  }

  /**
   * Answers the SETATTR.
   *
   * @param killsPrivileges whether a file loses its set-user-ID bits by it
   */
  void answer(
      PendingRequest request,
      long nodeid,
      Handle handle,
      AttributeChange change,
      boolean killsPrivileges,
      Attributes attributes) {
    boolean resized = change.size().isPresent();
    if (resized) {
      // Only what shrinks changes the use of space: what grows has a hole at its end.
      quota.add(Math.min(0, attributes.size() - inodes.inode(nodeid).size()));
    }
    if (killsPrivileges && attributes.type() == FileType.REGULAR) {
      privileges.clear(
          request, handle, attributes, cleared -> reply(request, nodeid, cleared, resized));
    } else {
      reply(request, nodeid, attributes, resized);
    }
  }

  private void reply(PendingRequest request, long nodeid, Attributes attributes, boolean resized) {
    if (resized) {
      replies.resized(request, nodeid, attributes);
    } else {
      replies.attributes(request, nodeid, attributes, () -> {});
    }
  }
}
