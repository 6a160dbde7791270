// SPDX-License-Identifier: Apache-2.0
package org.efc.client.hidden;

import java.util.Optional;
import java.util.function.Consumer;
import org.efc.backend.AttributeChange;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.client.answer.Step;
import org.efc.client.state.InodeTable;
import org.efc.common.Errno;
import org.efc.fuse.PendingRequest;

/**
 * The directory {@code .efc-unlinked} at the volume's root, made when it is needed first: everyone
 * may put files there and remove their own (01777), as in /tmp.
 */
final class HiddenDirectory {
  private static final int MODE = 01777;

  private final Backend backend;
  private final InodeTable inodes;
  private volatile Optional<Handle> known = Optional.empty();

  HiddenDirectory(Backend backend, InodeTable inodes) {
    this.backend = backend;
    this.inodes = inodes;
  }

  /** The handle, when it was used before. */
  Optional<Handle> known() {
    return known;
  }

  /** It is not where it was. */
  void forget() {
    known = Optional.empty();
  }

  /** Finds it or makes it: as the superuser, else as the caller. */
  void use(PendingRequest request, Caller caller, Consumer<Handle> found, Consumer<Errno> absent) {
    Optional<Handle> before = known;
    if (before.isPresent()) {
      found.accept(before.get());
      return;
    }
    Consumer<Entry> next =
        entry -> {
          if (entry.attributes().type() == FileType.DIRECTORY) {
            known = Optional.of(entry.handle());
            found.accept(entry.handle());
          } else {
            absent.accept(Errno.ENOTDIR);
          }
        };
    Step<Entry> looked =
        Step.then(
            request,
            next,
            errno -> {
              if (errno == Errno.ENOENT) {
                make(request, Caller.ROOT, next, _ -> make(request, caller, next, absent));
              } else {
                absent.accept(errno);
              }
            });
    backend.lookup(caller, inodes.handle(InodeTable.ROOT), HiddenNames.UNLINKED, looked);
  }

  private void make(
      PendingRequest request, Caller as, Consumer<Entry> next, Consumer<Errno> absent) {
    Handle root = inodes.handle(InodeTable.ROOT);
    backend.mkdir(
        as,
        root,
        HiddenNames.UNLINKED,
        AttributeChange.ofMode(MODE),
        Change.REPEATABLE,
        Step.then(
            request,
            next,
            errno -> {
              if (errno == Errno.EEXIST) {
                backend.lookup(as, root, HiddenNames.UNLINKED, Step.then(request, next, absent));
              } else {
                absent.accept(errno);
              }
            }));
  }
}
