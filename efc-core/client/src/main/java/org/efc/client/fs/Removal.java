// SPDX-License-Identifier: Apache-2.0
package org.efc.client.fs;

import java.util.OptionalLong;
import org.efc.backend.Attributes;
import org.efc.backend.Caller;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.fuse.Request;
import org.efc.fuse.op.Rmdir;
import org.efc.fuse.op.Unlink;

/**
 * UNLINK and RMDIR. A resent request that finds no name has taken effect before: the kernel kept
 * the directory locked since.
 */
final class Removal {
  private final Volume volume;
  private final UnlinkedFiles unlinked;

  Removal(Volume volume, UnlinkedFiles unlinked) {
    this.volume = volume;
    this.unlinked = unlinked;
  }

  void unlink(Request request, Unlink op) {
    volume.requireWritable();
    long parent = op.nodeid();
    Name name = op.name();
    HiddenNames.requireVisible(parent, name);
    Handle directory = volume.handle(parent);
    Caller caller = volume.caller(request);
    if (volume.inodes().openFiles() == 0 && !volume.quota().isActive()) {
      remove(request, caller, directory, name, 0);
      return;
    }
    volume
        .backend()
        .lookup(
            caller,
            directory,
            name,
            Step.then(
                request,
                entry -> {
                  OptionalLong open = unlinked.lastNameOfOpen(entry);
                  if (open.isPresent()) {
                    unlinked.moveAway(request, caller, parent, name, open.getAsLong(), request::ok);
                  } else {
                    remove(request, caller, directory, name, freed(entry));
                  }
                },
                errno -> failed(request, errno)));
  }

  /** The space that goes with a name. */
  static long freed(Entry entry) {
    Attributes attributes = entry.attributes();
    return attributes.links() > 1 ? 0 : attributes.used();
  }

  private void remove(Request request, Caller caller, Handle directory, Name name, long freed) {
    volume
        .backend()
        .remove(
            caller,
            directory,
            name,
            Step.then(
                request,
                _ -> {
                  volume.quota().add(-freed);
                  request.ok();
                },
                errno -> failed(request, errno)));
  }

  void rmdir(Request request, Rmdir op) {
    volume.requireWritable();
    Name name = op.name();
    HiddenNames.requireVisible(op.nodeid(), name);
    volume
        .backend()
        .rmdir(
            volume.caller(request),
            volume.handle(op.nodeid()),
            name,
            Step.then(request, _ -> request.ok(), errno -> failed(request, errno)));
  }

  private void failed(Request request, Errno errno) {
    if (errno == Errno.ENOENT && request.isResent()) {
      volume.metrics().repeated.increment();
      request.ok();
    } else {
      request.error(errno);
    }
  }
}
