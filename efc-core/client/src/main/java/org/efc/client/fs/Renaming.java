// SPDX-License-Identifier: Apache-2.0
package org.efc.client.fs;

import java.util.OptionalLong;
import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.fuse.Request;
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
 * <p>An open file that loses its last name by being replaced is kept under a hidden name; the name
 * itself is never missing (rename(2) is atomic).
 */
final class Renaming {
  private final Volume volume;
  private final UnlinkedFiles unlinked;

  Renaming(Volume volume, UnlinkedFiles unlinked) {
    this.volume = volume;
    this.unlinked = unlinked;
  }

  /** A rename under way. */
  private record Move(Caller caller, long from, Name name, long to, Name newName) {}

  void rename(Request request, Rename op) {
    volume.requireWritable();
    if (op.flags() != 0) {
      throw new Refusal(Errno.EINVAL);
    }
    Move move =
        new Move(volume.caller(request), op.nodeid(), op.name(), op.newDirectory(), op.newName());
    HiddenNames.requireVisible(move.from, move.name);
    HiddenNames.requireAllowed(move.to, move.newName);
    if (volume.inodes().openFiles() == 0 && !volume.quota().isActive()) {
      run(request, move, () -> {}, 0);
      return;
    }
    volume
        .backend()
        .lookup(
            move.caller,
            volume.handle(move.to),
            move.newName,
            Step.then(
                request,
                target -> {
                  OptionalLong open = unlinked.lastNameOfOpen(target);
                  if (open.isPresent()) {
                    replaceOpen(request, move, target.handle(), open.getAsLong());
                  } else {
                    run(request, move, () -> {}, Removal.freed(target));
                  }
                },
                errno -> {
                  if (errno == Errno.ENOENT) {
                    run(request, move, () -> {}, 0);
                  } else {
                    request.error(errno);
                  }
                }));
  }

  /** The source is looked at first: a rename that fails must not have touched the target. */
  private void replaceOpen(Request request, Move move, Handle target, long targetNode) {
    volume
        .backend()
        .lookup(
            move.caller,
            volume.handle(move.from),
            move.name,
            Step.then(
                request,
                source -> {
                  if (source.handle().equals(target)) {
                    // Two names of one file: rename(2) does nothing.
                    run(request, move, () -> {}, 0);
                    return;
                  }
                  unlinked.linkAway(
                      request,
                      move.caller,
                      move.to,
                      move.newName,
                      targetNode,
                      undo -> run(request, move, undo, 0));
                },
                errno -> failed(request, move, errno)));
  }

  private void run(Request request, Move move, Runnable undo, long freed) {
    volume
        .backend()
        .rename(
            move.caller,
            volume.handle(move.from),
            move.name,
            volume.handle(move.to),
            move.newName,
            Step.then(
                request,
                _ -> {
                  volume.quota().add(-freed);
                  request.ok();
                },
                errno -> {
                  undo.run();
                  failed(request, move, errno);
                }));
  }

  /** A resent request took effect before when the old name is not there and the new one is. */
  private void failed(Request request, Move move, Errno errno) {
    if (errno != Errno.ENOENT || !request.isResent()) {
      request.error(errno);
      return;
    }
    volume
        .backend()
        .lookup(
            move.caller,
            volume.handle(move.to),
            move.newName,
            Step.then(
                request,
                _ -> {
                  volume.metrics().repeated.increment();
                  request.ok();
                }));
  }
}
