// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.efc.backend.AttributeChange;
import org.efc.backend.AttributeChange.TimeChange;
import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.Handle;
import org.efc.backend.Timestamp;
import org.efc.client.answer.Step;
import org.efc.client.caller.PosixMode;
import org.efc.client.change.ChangeGuard;
import org.efc.client.change.ExactlyOnce;
import org.efc.client.state.InodeTable;
import org.efc.client.state.Intent;
import org.efc.client.state.OpenFile;
import org.efc.common.Errno;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.abi.RequestFlags;
import org.efc.fuse.op.Setattr;

/** SETATTR. Times pass as they come: "now" is the storage's clock, what is to be omitted stays. */
final class SetattrRequests {
  private final Backend backend;
  private final InodeTable inodes;
  private final Openers openers;
  private final ExactlyOnce once;
  private final ChangeGuard guard;
  private final AttributesSet end;

  SetattrRequests(
      Backend backend,
      InodeTable inodes,
      Openers openers,
      ExactlyOnce once,
      ChangeGuard guard,
      AttributesSet end) {
    this.backend = backend;
    this.inodes = inodes;
    this.openers = openers;
    this.once = once;
    this.guard = guard;
    this.end = end;
  }

  void setattr(PendingRequest request, Setattr op) {
    long nodeid = op.nodeid();
    Intent intent = once.begin(request, nodeid, op.valid() * 31L + op.size());
    Handle handle = inodes.handle(nodeid);
    AttributeChange change = change(op);
    boolean killsPrivileges = op.killsPrivileges() && change.mode().isEmpty();
    Caller caller = caller(request, op);
    boolean open = op.has(RequestFlags.FATTR_FH);
    Consumer<Attributes> done =
        attributes -> end.answer(request, nodeid, handle, change, killsPrivileges, attributes);
    if (once.answers(request, intent, () -> again(request, intent, handle, done))) {
      return;
    }
    guard.requireWritable();
    if (!intent.isResumed() && change.size().isPresent()) {
      guard.requireSpaceFor(inodes.inode(nodeid), change.size().getAsLong());
    }
    backend.setattr(
        caller,
        handle,
        change,
        intent,
        once.call(
            request,
            intent,
            done,
            errno -> {
              if (errno == Errno.EACCES && open) {
                // ftruncate(2): the right was checked at open, and the mode is another
                // now.
                openers.owner(
                    request,
                    handle,
                    caller,
                    PosixMode.WRITE,
                    errno,
                    owner ->
                        backend.setattr(
                            owner, handle, change, Change.REPEATABLE, Step.then(request, done)));
              } else {
                once.refuse(request, intent, errno);
              }
            }));
  }

  /** It was set by a predecessor: only the attributes are to be told, as they are now. */
  private void again(
      PendingRequest request, Intent intent, Handle handle, Consumer<Attributes> done) {
    backend.getattr(
        openers.asker(request),
        handle,
        Step.then(request, done, _ -> done.accept(intent.attributes().orElseThrow())));
  }

  private Caller caller(PendingRequest request, Setattr op) {
    if (!op.has(RequestFlags.FATTR_FH)) {
      return openers.asker(request);
    }
    return openers.find(op.handle()).map(OpenFile::opener).orElseGet(() -> openers.asker(request));
  }

  private static AttributeChange change(Setattr op) {
    return new AttributeChange(
        op.has(RequestFlags.FATTR_MODE) ? OptionalInt.of(op.mode() & 07777) : OptionalInt.empty(),
        op.has(RequestFlags.FATTR_UID) ? OptionalInt.of(op.uid()) : OptionalInt.empty(),
        op.has(RequestFlags.FATTR_GID) ? OptionalInt.of(op.gid()) : OptionalInt.empty(),
        op.has(RequestFlags.FATTR_SIZE) ? OptionalLong.of(op.size()) : OptionalLong.empty(),
        time(
            op,
            RequestFlags.FATTR_ATIME,
            RequestFlags.FATTR_ATIME_NOW,
            op.atimeSeconds(),
            op.atimeNanos()),
        time(
            op,
            RequestFlags.FATTR_MTIME,
            RequestFlags.FATTR_MTIME_NOW,
            op.mtimeSeconds(),
            op.mtimeNanos()),
        Optional.empty());
  }

  private static TimeChange time(Setattr op, int bit, int nowBit, long seconds, int nanos) {
    if (!op.has(bit)) {
      return TimeChange.KEEP;
    }
    return op.has(nowBit)
        ? TimeChange.SERVER_NOW
        : new TimeChange.To(new Timestamp(seconds, nanos));
  }
}
