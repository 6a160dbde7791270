// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.OptionalLong;
import org.efc.backend.Caller;
import org.efc.backend.Done;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.client.answer.Refusal;
import org.efc.client.answer.Step;
import org.efc.client.hidden.HiddenFiles;
import org.efc.client.hidden.HiddenNames;
import org.efc.client.hidden.Removals;
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
  private static final long NONE = 0;

  private final Volume volume;
  private final HiddenFiles unlinked;

  RenameRequests(Volume volume, HiddenFiles unlinked) {
    this.volume = volume;
    this.unlinked = unlinked;
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
    Intent intent = volume.once().begin(request, op.nodeid(), subject);
    if (volume.once().answers(request, intent, request::ok)) {
      return;
    }
    volume.requireWritable();
    Move move =
        new Move(
            request, intent, volume.caller(request), op.nodeid(), name, op.newDirectory(), newName);
    HiddenNames.requireVisible(move.from, move.name);
    HiddenNames.requireAllowed(move.to, move.newName);
    // Where a look costs no round trip it is taken for what it may tell a successor.
    if (intent.isResumed() || volume.backend().traits().looksAreLocal()) {
      look(move);
    } else {
      start(move);
    }
  }

  private void lookUpSource(Move move, Step<Entry> next) {
    volume.backend().lookup(move.caller, volume.handle(move.from), move.name, next);
  }

  private void lookUpTarget(Move move, Step<Entry> next) {
    volume.backend().lookup(move.caller, volume.handle(move.to), move.newName, next);
  }

  private void look(Move move) {
    lookUpSource(
        move,
        Step.then(
            move.request,
            source -> {
              if (move.isOther(source)) {
                // Someone else's by now: it must not be moved.
                volume.once().foundDone(move.request, move.intent);
              } else {
                move.intent.before(source.handle());
                start(move);
              }
            },
            errno -> notThere(move, errno)));
  }

  private void start(Move move) {
    if (volume.inodes().openFiles() == 0 && !volume.quota().isActive()) {
      long removal = volume.removals().begins();
      if (volume.inodes().openFiles() == 0) {
        run(move, () -> {}, 0, removal);
        return;
      }
      volume.removals().ended(removal);
    }
    lookUpTarget(
        move,
        Step.then(
            move.request,
            target -> {
              long removal = volume.removals().begins();
              OptionalLong open = unlinked.lastNameOfOpen(target);
              if (open.isPresent()) {
                volume.removals().ended(removal);
                replaceOpen(move, target.handle(), open.getAsLong());
              } else {
                run(move, () -> {}, RemovalRequests.freed(target), removal);
              }
            },
            errno -> {
              if (errno == Errno.ENOENT) {
                run(move, () -> {}, 0);
              } else {
                volume.once().refuse(move.request, move.intent, errno);
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
              unlinked.linkAway(
                  move.request,
                  move.caller,
                  move.to,
                  move.newName,
                  targetNode,
                  undo -> run(move, undo, 0));
            },
            errno -> volume.once().refuse(move.request, move.intent, errno)));
  }

  private void run(Move move, Runnable undo, long freed) {
    run(move, undo, freed, NONE);
  }

  /**
   * @param removal of {@link Removals#begins}, or {@link #NONE}
   */
  private void run(Move move, Runnable undo, long freed, long removal) {
    try {
      send(move, undo, freed, removal);
    } catch (RuntimeException e) {
      volume.removals().ended(removal);
      throw e;
    }
  }

  private void send(Move move, Runnable undo, long freed, long removal) {
    volume
        .backend()
        .rename(
            move.caller,
            volume.handle(move.from),
            move.name,
            volume.handle(move.to),
            move.newName,
            move.intent,
            volume
                .once()
                .call(
                    move.request,
                    move.intent,
                    (Done _) -> {
                      volume.removals().ended(removal);
                      volume.quota().add(-freed);
                      move.request.ok();
                    },
                    errno -> {
                      volume.removals().ended(removal);
                      failed(move, errno, undo);
                    }));
  }

  /** The old name can't be looked at. Storage that remembers is asked why. */
  private void notThere(Move move, Errno errno) {
    if (errno == Errno.ENOENT && move.intent.isResumed() && !volume.once().mustGuess(move.intent)) {
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
    if (errno != Errno.ENOENT || !volume.once().mustGuess(move.intent)) {
      refuse(move, errno, undo);
    } else if (move.intent.before().isPresent()) {
      volume.once().foundDone(move.request, move.intent);
    } else {
      lookUpTarget(
          move,
          Step.then(
              move.request,
              _ -> volume.once().foundDone(move.request, move.intent),
              missing -> refuse(move, missing, undo)));
    }
  }

  private void refuse(Move move, Errno errno, Runnable undo) {
    undo.run();
    volume.once().refuse(move.request, move.intent, errno);
  }
}
