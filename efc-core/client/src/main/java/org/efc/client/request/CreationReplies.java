// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import org.efc.backend.Caller;
import org.efc.backend.Entry;
import org.efc.client.quota.Quota;
import org.efc.client.state.OpenFile;
import org.efc.client.state.TableFullException;
import org.efc.fuse.PendingRequest;

/** Answers with an object that was made, and counts the space that it takes. */
final class CreationReplies {
  private final Quota quota;
  private final Replies replies;
  private final OpenFiles files;

  CreationReplies(Quota quota, Replies replies, OpenFiles files) {
    this.quota = quota;
    this.replies = replies;
    this.files = files;
  }

  /** It has a name. */
  void named(PendingRequest request, Entry entry, long parent) {
    quota.add(entry.attributes().used());
    replies.entry(request, entry, parent);
  }

  /** It has a name, and is open with these flags of open(2). */
  void opened(PendingRequest request, Entry entry, long parent, Caller opener, int flags) {
    quota.add(entry.attributes().used());
    try {
      tell(request, entry, parent, opener, flags);
    } catch (TableFullException e) {
      replies.whenRoom(request, e, () -> tell(request, entry, parent, opener, flags));
    }
  }

  private void tell(PendingRequest request, Entry entry, long parent, Caller opener, int flags) {
    long nodeid = replies.fill(request.entryOut(), entry, parent);
    files.created(request, new OpenFile(nodeid, opener, flags));
  }
}
