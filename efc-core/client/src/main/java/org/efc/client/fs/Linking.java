// SPDX-License-Identifier: Apache-2.0
package org.efc.client.fs;

import org.efc.backend.Caller;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.fuse.Request;
import org.efc.fuse.op.Link;

/** LINK. All names of a file have one node id, so the new link count is told for all of them. */
final class Linking {
  private final Volume volume;
  private final Recreation recreation;

  Linking(Volume volume, Recreation recreation) {
    this.volume = volume;
    this.recreation = recreation;
  }

  void link(Request request, Link op) {
    volume.requireWritable();
    long parent = op.nodeid();
    Name name = op.name();
    HiddenNames.requireAllowed(parent, name);
    Handle file = volume.handle(op.oldNodeid());
    Handle directory = volume.handle(parent);
    Caller caller = volume.callers().of(request, op.directoryGroup());
    volume
        .backend()
        .link(
            caller,
            file,
            directory,
            name,
            Step.then(
                request,
                attributes -> volume.replies().entry(request, new Entry(file, attributes), parent),
                errno -> {
                  if (errno == Errno.EEXIST && request.isResent()) {
                    recreation.find(
                        request,
                        caller,
                        directory,
                        name,
                        entry -> entry.handle().equals(file),
                        entry -> volume.replies().entry(request, entry, parent));
                  } else {
                    request.error(errno);
                  }
                }));
  }
}
