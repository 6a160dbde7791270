// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.Optional;
import java.util.OptionalLong;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Completion;
import org.efc.backend.Done;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.client.answer.Step;
import org.efc.client.caller.Callers;
import org.efc.client.change.ChangeGuard;
import org.efc.client.change.ExactlyOnce;
import org.efc.client.hidden.HiddenNames;
import org.efc.client.state.InodeTable;
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
  private final Backend backend;
  private final InodeTable inodes;
  private final Callers callers;
  private final ExactlyOnce once;
  private final ChangeGuard guard;
  private final LastNames names;

  RemovalRequests(
      Backend backend,
      InodeTable inodes,
      Callers callers,
      ExactlyOnce once,
      ChangeGuard guard,
      LastNames names) {
    this.backend = backend;
    this.inodes = inodes;
    this.callers = callers;
    this.once = once;
    this.guard = guard;
    this.names = names;
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
    boolean looks = names.mustLook();
    begin(request, op, false, looks);
  }

  void rmdir(PendingRequest request, Rmdir op) {
    begin(request, op, true, false);
  }

  private void begin(PendingRequest request, NamedOp op, boolean directory, boolean looks) {
    Name name = op.name();
    Intent intent = once.begin(request, op.nodeid(), name.hashCode());
    if (once.answers(request, intent, request::ok)) {
      return;
    }
    guard.requireWritable();
    HiddenNames.requireVisible(op.nodeid(), name);
    Victim victim = new Victim(request, intent, callers.of(request), op.nodeid(), name, directory);
    // Where a look costs no round trip it is taken for what it may tell a successor.
    if (looks || intent.isResumed() || backend.traits().looksAreLocal()) {
      look(victim);
    } else if (directory) {
      remove(victim, 0, LastNames.NONE);
    } else {
      long removal = names.begins();
      if (names.noFileIsOpen()) {
        remove(victim, 0, removal);
      } else {
        names.ended(removal);
        look(victim);
      }
    }
  }

  private void look(Victim victim) {
    backend.lookup(
        victim.caller,
        inodes.handle(victim.parent),
        victim.name,
        Step.then(
            victim.request,
            entry -> found(victim, entry),
            errno -> {
              if (errno != Errno.ENOENT || !victim.intent.isResumed()) {
                once.refuse(victim.request, victim.intent, errno);
              } else if (victim.intent.isMove()) {
                once.foundDone(victim.request, victim.intent);
              } else {
                remove(victim, 0, LastNames.NONE);
              }
            }));
  }

  private void found(Victim victim, Entry entry) {
    Optional<Handle> before = victim.intent.before();
    if (before.isPresent() && !before.get().equals(entry.handle())) {
      once.foundDone(victim.request, victim.intent);
      return;
    }
    victim.intent.before(entry.handle());
    if (victim.directory) {
      remove(victim, 0, LastNames.NONE);
      return;
    }
    long removal = names.begins();
    OptionalLong open = names.lastOfOpen(entry);
    if (open.isPresent()) {
      names.ended(removal);
      move(victim, open.getAsLong());
    } else {
      remove(victim, LastNames.freed(entry), removal);
    }
  }

  private void move(Victim victim, long nodeid) {
    once.sending(victim.request, victim.intent);
    victim.intent.moves();
    names.moveAway(
        victim.request,
        victim.caller,
        victim.parent,
        victim.name,
        nodeid,
        () -> {
          once.tookEffect(victim.request);
          victim.intent.done();
          once.noted(victim.request);
          victim.request.ok();
          names.settled(nodeid);
        });
  }

  /**
   * @param removal of {@link LastNames#begins}, or {@link LastNames#NONE}
   */
  private void remove(Victim victim, long freed, long removal) {
    try {
      send(victim, freed, removal);
    } catch (RuntimeException e) {
      names.ended(removal);
      throw e;
    }
  }

  private void send(Victim victim, long freed, long removal) {
    Handle directory = inodes.handle(victim.parent);
    Completion<Done> end =
        once.call(
            victim.request,
            victim.intent,
            _ -> {
              names.gone(removal, freed);
              victim.request.ok();
            },
            errno -> {
              names.ended(removal);
              if (errno == Errno.ENOENT && once.mustGuess(victim.intent)) {
                once.foundDone(victim.request, victim.intent);
              } else {
                once.refuse(victim.request, victim.intent, errno);
              }
            });
    if (victim.directory) {
      backend.rmdir(victim.caller, directory, victim.name, victim.intent, end);
    } else {
      backend.remove(victim.caller, directory, victim.name, victim.intent, end);
    }
  }
}
