// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.Optional;
import java.util.OptionalLong;
import org.efc.backend.Attributes;
import org.efc.backend.Caller;
import org.efc.backend.Completion;
import org.efc.backend.Done;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.client.answer.Step;
import org.efc.client.hidden.HiddenFiles;
import org.efc.client.hidden.HiddenNames;
import org.efc.client.hidden.Removals;
import org.efc.client.state.Intent;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.op.NamedOp;
import org.efc.fuse.op.Rmdir;
import org.efc.fuse.op.Unlink;

/**
 * UNLINK and RMDIR.
 *
 * <p>A resent request looks first: when its name leads to another object than before, it has taken
 * effect, and the other object stays. When there is no such name, a storage that remembers is
 * asked; with another it has taken effect, too, or someone else has removed the same name since.
 */
final class RemovalRequests {
  private static final long NONE = 0;

  private final Volume volume;
  private final HiddenFiles unlinked;

  RemovalRequests(Volume volume, HiddenFiles unlinked) {
    this.volume = volume;
    this.unlinked = unlinked;
  }

  /** A removal under way. */
  private record Victim(
      PendingRequest request,
      Intent intent,
      Caller caller,
      long parent,
      Name name,
      boolean directory) {}

  void unlink(PendingRequest request, Unlink op) {
    boolean looks = volume.inodes().openFiles() > 0 || volume.quota().isActive();
    begin(request, op, false, looks);
  }

  void rmdir(PendingRequest request, Rmdir op) {
    begin(request, op, true, false);
  }

  private void begin(PendingRequest request, NamedOp op, boolean directory, boolean looks) {
    Name name = op.name();
    Intent intent = volume.once().begin(request, op.nodeid(), name.hashCode());
    if (volume.once().answers(request, intent, request::ok)) {
      return;
    }
    volume.requireWritable();
    HiddenNames.requireVisible(op.nodeid(), name);
    Victim victim =
        new Victim(request, intent, volume.caller(request), op.nodeid(), name, directory);
    // Where a look costs no round trip it is taken for what it may tell a successor.
    if (looks || intent.isResumed() || volume.backend().traits().looksAreLocal()) {
      look(victim);
    } else if (directory) {
      remove(victim, 0, NONE);
    } else {
      long removal = volume.removals().begins();
      if (volume.inodes().openFiles() == 0) {
        remove(victim, 0, removal);
      } else {
        volume.removals().ended(removal);
        look(victim);
      }
    }
  }

  private void look(Victim victim) {
    volume
        .backend()
        .lookup(
            victim.caller,
            volume.handle(victim.parent),
            victim.name,
            Step.then(
                victim.request,
                entry -> found(victim, entry),
                errno -> {
                  if (errno != Errno.ENOENT || !victim.intent.isResumed()) {
                    volume.once().refuse(victim.request, victim.intent, errno);
                  } else if (victim.intent.isMove()) {
                    volume.once().foundDone(victim.request, victim.intent);
                  } else {
                    remove(victim, 0, NONE);
                  }
                }));
  }

  private void found(Victim victim, Entry entry) {
    Optional<Handle> before = victim.intent.before();
    if (before.isPresent() && !before.get().equals(entry.handle())) {
      volume.once().foundDone(victim.request, victim.intent);
      return;
    }
    victim.intent.before(entry.handle());
    if (victim.directory) {
      remove(victim, 0, NONE);
      return;
    }
    long removal = volume.removals().begins();
    OptionalLong open = unlinked.lastNameOfOpen(entry);
    if (open.isPresent()) {
      volume.removals().ended(removal);
      move(victim, open.getAsLong());
    } else {
      remove(victim, freed(entry), removal);
    }
  }

  private void move(Victim victim, long nodeid) {
    volume.once().sending(victim.request, victim.intent);
    victim.intent.moves();
    unlinked.moveAway(
        victim.request,
        victim.caller,
        victim.parent,
        victim.name,
        nodeid,
        () -> {
          volume.once().tookEffect(victim.request);
          victim.intent.done();
          volume.once().noted(victim.request);
          victim.request.ok();
          unlinked.settled(nodeid);
        });
  }

  /** The space that goes with a name. */
  static long freed(Entry entry) {
    Attributes attributes = entry.attributes();
    return attributes.links() > 1 ? 0 : attributes.used();
  }

  /**
   * @param removal of {@link Removals#begins}, or {@link #NONE}
   */
  private void remove(Victim victim, long freed, long removal) {
    try {
      send(victim, freed, removal);
    } catch (RuntimeException e) {
      volume.removals().ended(removal);
      throw e;
    }
  }

  private void send(Victim victim, long freed, long removal) {
    Handle directory = volume.handle(victim.parent);
    Completion<Done> end =
        volume
            .once()
            .call(
                victim.request,
                victim.intent,
                _ -> {
                  volume.removals().ended(removal);
                  volume.quota().add(-freed);
                  victim.request.ok();
                },
                errno -> {
                  volume.removals().ended(removal);
                  if (errno == Errno.ENOENT && volume.once().mustGuess(victim.intent)) {
                    volume.once().foundDone(victim.request, victim.intent);
                  } else {
                    volume.once().refuse(victim.request, victim.intent, errno);
                  }
                });
    if (victim.directory) {
      volume.backend().rmdir(victim.caller, directory, victim.name, victim.intent, end);
    } else {
      volume.backend().remove(victim.caller, directory, victim.name, victim.intent, end);
    }
  }
}
