// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.function.Consumer;
import org.efc.backend.Attributes;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.client.change.MadeBefore;
import org.efc.client.change.NewName;
import org.efc.client.hidden.HiddenNames;
import org.efc.client.state.Intent;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.op.Link;

/** LINK. All names of a file have one node id, so the new link count is told for all of them. */
final class LinkRequests {
  private final Volume volume;
  private final MadeBefore recreation;

  LinkRequests(Volume volume, MadeBefore recreation) {
    this.volume = volume;
    this.recreation = recreation;
  }

  void link(PendingRequest request, Link op) {
    long parent = op.nodeid();
    Name name = op.name();
    Intent intent = volume.once().begin(request, parent, name.hashCode() ^ op.oldNodeid());
    Handle file = volume.handle(op.oldNodeid());
    Consumer<Attributes> reply =
        attributes -> volume.replies().entry(request, new Entry(file, attributes), parent);
    if (volume
        .once()
        .answers(request, intent, () -> reply.accept(intent.attributes().orElseThrow()))) {
      return;
    }
    volume.requireWritable();
    HiddenNames.requireAllowed(parent, name);
    NewName place =
        new NewName(
            request,
            intent,
            volume.callers().of(request, op.directoryGroup()),
            volume.handle(parent),
            name);
    volume
        .backend()
        .link(
            place.caller(),
            file,
            place.directory(),
            name,
            intent,
            volume
                .once()
                .call(
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
                        volume.once().refuse(request, intent, errno);
                      }
                    }));
  }
}
