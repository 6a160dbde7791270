// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.OptionalLong;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Done;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.client.answer.Refusal;
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
import org.efc.fuse.op.Rename;

/**
 * RENAME, and RENAME2 without flags. RENAME_NOREPLACE, EXCHANGE and WHITEOUT are refused with
 * EINVAL, as the kernel's NFS client does: NFSv3 can't do them in one step, and two steps are a
 * promise that another node breaks.
 *
 * <p>NOREPLACE could be had for files by LINK and REMOVE, which no other node breaks either. But
 * mv(1) asks for NOREPLACE at each move (gnulib's renameatu), and goes on with a plain rename when
 * it is refused: every move would become three calls, and leave both names where the node dies
 * between them. A plain rename never does.
 *
 * <p>A resent request looks for its old name first: when that leads to another object than before,
 * it has taken effect.
 *
 * <p>An open file that loses its last name by being replaced is kept under a hidden name; the name
 * itself is never missing (rename(2) is atomic).
 */
final class RenameRequests {
  private final Backend backend;
  private final InodeTable inodes;
  private final Callers callers;
  private final ExactlyOnce once;
  private final ChangeGuard guard;
  private final LastNames names;

  RenameRequests(
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

  /** A rename under way. */
  private record Move(
      PendingRequest request,
      Intent intent,
      Caller caller,
      long from,
      Name name,
      long to,
      Name newName) {
    /** Whether the name leads to another object now than when it was begun. */
    boolean isOther(Entry entry) {
      return intent.before().map(before -> !before.equals(entry.handle())).orElse(false);
    }
  }

  void rename(PendingRequest request, Rename op) {
    if (op.flags() != 0) {
      throw new Refusal(Errno.EINVAL);
    }
    Name name = op.name();
    Name newName = op.newName();
    long subject = (31L * name.hashCode() + newName.hashCode()) ^ op.newDirectory();
    Intent intent = once.begin(request, op.nodeid(), subject);
    if (once.answers(request, intent, request::ok)) {
      return;
    }
    guard.requireWritable();
    Move move =
        new Move(
            request, intent, callers.of(request), op.nodeid(), name, op.newDirectory(), newName);
    HiddenNames.requireVisible(move.from, move.name);
    HiddenNames.requireAllowed(move.to, move.newName);
    // Where a look costs no round trip it is taken for what it may tell a successor.
    if (intent.isResumed() || backend.traits().looksAreLocal()) {
      look(move);
    } else {
      start(move);
    }
  }

  private void lookUpSource(Move move, Step<Entry> next) {
    backend.lookup(move.caller, inodes.handle(move.from), move.name, next);
  }

  private void lookUpTarget(Move move, Step<Entry> next) {
    backend.lookup(move.caller, inodes.handle(move.to), move.newName, next);
  }

  private void look(Move move) {
    lookUpSource(
        move,
        Step.then(
            move.request,
            source -> {
              if (move.isOther(source)) {
                // Someone else's by now: it must not be moved.
                once.foundDone(move.request, move.intent);
              } else {
                move.intent.before(source.handle());
                start(move);
              }
            },
            errno -> notThere(move, errno)));
  }

  private void start(Move move) {
    if (!names.mustLook()) {
      long removal = names.begins();
      if (names.noFileIsOpen()) {
        run(move, () -> {}, 0, removal);
        return;
      }
      names.ended(removal);
    }
    lookUpTarget(
        move,
        Step.then(
            move.request,
            target -> {
              long removal = names.begins();
              OptionalLong open = names.lastOfOpen(target);
              if (open.isPresent()) {
                names.ended(removal);
                replaceOpen(move, target.handle(), open.getAsLong());
              } else {
                run(move, () -> {}, LastNames.freed(target), removal);
              }
            },
            errno -> {
              if (errno == Errno.ENOENT) {
                run(move, () -> {}, 0);
              } else {
                once.refuse(move.request, move.intent, errno);
              }
            }));
  }

  /** The source is looked at first: a rename that fails must not have touched the target. */
  private void replaceOpen(Move move, Handle target, long targetNode) {
    lookUpSource(
        move,
        Step.then(
            move.request,
            source -> {
              if (source.handle().equals(target)) {
                // Two names of one file: rename(2) does nothing.
                run(move, () -> {}, 0);
                return;
              }
              names.linkAway(
                  move.request,
                  move.caller,
                  move.to,
                  move.newName,
                  targetNode,
                  undo -> run(move, undo, 0));
            },
            errno -> once.refuse(move.request, move.intent, errno)));
  }

  private void run(Move move, Runnable undo, long freed) {
    run(move, undo, freed, LastNames.NONE);
  }

  /**
   * @param removal of {@link LastNames#begins}, or {@link LastNames#NONE}
   */
  private void run(Move move, Runnable undo, long freed, long removal) {
    try {
      send(move, undo, freed, removal);
    } catch (RuntimeException e) {
      names.ended(removal);
      throw e;
    }
  }

  private void send(Move move, Runnable undo, long freed, long removal) {
    backend.rename(
        move.caller,
        inodes.handle(move.from),
        move.name,
        inodes.handle(move.to),
        move.newName,
        move.intent,
        once.call(
            move.request,
            move.intent,
            (Done _) -> {
              names.gone(removal, freed);
              move.request.ok();
            },
            errno -> {
              names.ended(removal);
              failed(move, errno, undo);
            }));
  }

  /** The old name can't be looked at. Storage that remembers is asked why. */
  private void notThere(Move move, Errno errno) {
    if (errno == Errno.ENOENT && move.intent.isResumed() && !once.mustGuess(move.intent)) {
      run(move, () -> {}, 0);
    } else {
      failed(move, errno, () -> {});
    }
  }

  /**
   * Where the storage knows no more than we do, a rename without its old name has taken effect if
   * its object is known to have been there, or if the new name is.
   *
   * @param undo what to do about the target when it has not
   */
  private void failed(Move move, Errno errno, Runnable undo) {
    if (errno != Errno.ENOENT || !once.mustGuess(move.intent)) {
      refuse(move, errno, undo);
    } else if (move.intent.before().isPresent()) {
      once.foundDone(move.request, move.intent);
    } else {
      lookUpTarget(
          move,
          Step.then(
              move.request,
              _ -> once.foundDone(move.request, move.intent),
              missing -> refuse(move, missing, undo)));
    }
  }

  private void refuse(Move move, Errno errno, Runnable undo) {
    undo.run();
    once.refuse(move.request, move.intent, errno);
  }
}
