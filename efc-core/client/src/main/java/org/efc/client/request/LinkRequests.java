// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.function.Consumer;
import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.client.change.ExactlyOnce;
import org.efc.client.change.MadeBefore;
import org.efc.client.change.NewName;
import org.efc.client.state.InodeTable;
import org.efc.client.state.Intent;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.op.Link;

/** LINK. All names of a file have one node id, so the new link count is told for all of them. */
final class LinkRequests {
  private final Backend backend;
  private final InodeTable inodes;
  private final ExactlyOnce once;
  private final MadeBefore recreation;
  private final NewNames names;
  private final Replies replies;

  LinkRequests(
      Backend backend,
      InodeTable inodes,
      ExactlyOnce once,
      MadeBefore recreation,
      NewNames names,
      Replies replies) {
    this.backend = backend;
    this.inodes = inodes;
    this.once = once;
    this.recreation = recreation;
    this.names = names;
    this.replies = replies;
  }

  void link(PendingRequest request, Link op) {
    long parent = op.nodeid();
    Name name = op.name();
    Intent intent = once.begin(request, parent, name.hashCode() ^ op.oldNodeid());
    Handle file = inodes.handle(op.oldNodeid());
    Consumer<Attributes> reply =
        attributes -> replies.entry(request, new Entry(file, attributes), parent);
    if (once.answers(request, intent, () -> reply.accept(intent.attributes().orElseThrow()))) {
      return;
    }
    NewName place = names.ofLink(request, intent, op, name);
    backend.link(
        place.caller(),
        file,
        place.directory(),
        name,
        intent,
        once.call(
            request,
            intent,
            reply,
            errno -> {
              // Storage that forgot is of no harm here: another link to the same file
              // from elsewhere would be strange.
              if (errno == Errno.EEXIST && intent.mayHaveTakenEffect()) {
                recreation.find(
                    place,
                    entry -> entry.handle().equals(file),
                    entry -> reply.accept(entry.attributes()));
              } else {
                once.refuse(request, intent, errno);
              }
            }));
  }
}
