// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.efc.backend.AttributeChange;
import org.efc.backend.AttributeChange.TimeChange;
import org.efc.backend.Attributes;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.Timestamp;
import org.efc.client.answer.Step;
import org.efc.client.caller.PosixMode;
import org.efc.client.caller.ServerRights;
import org.efc.client.caller.SetIdBits;
import org.efc.client.state.Inode;
import org.efc.client.state.Intent;
import org.efc.client.state.OpenFile;
import org.efc.common.Errno;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.abi.RequestFlags;
import org.efc.fuse.op.Getattr;
import org.efc.fuse.op.Setattr;

/**
 * GETATTR and SETATTR. Times pass as they come: "now" is the storage's clock, what is to be omitted
 * stays.
 */
final class AttributeRequests {
  private final Volume volume;
  private final SetIdBits privileges;

  AttributeRequests(Volume volume, SetIdBits privileges) {
    this.volume = volume;
    this.privileges = privileges;
  }

  void getattr(PendingRequest request, Getattr op) {
    long nodeid = op.nodeid();
    Handle handle = volume.handle(nodeid);
    Caller caller = volume.caller(request);
    volume.revalidation().asks(nodeid);
    try {
      ask(request, op, handle, caller);
    } catch (RuntimeException e) {
      volume.revalidation().answered(nodeid);
      throw e;
    }
  }

  private void ask(PendingRequest request, Getattr op, Handle handle, Caller caller) {
    long nodeid = op.nodeid();
    volume
        .backend()
        .getattr(
            caller,
            handle,
            Step.then(
                request,
                attributes -> {
                  ServerRights rights = volume.rights();
                  if (!op.hasHandle() && rights.mayGrantMore(nodeid, caller, attributes)) {
                    rights.learn(
                        nodeid,
                        handle,
                        caller,
                        attributes,
                        Step.then(request, _ -> answer(request, nodeid, attributes)));
                  } else {
                    answer(request, nodeid, attributes);
                  }
                },
                errno -> {
                  volume.revalidation().answered(nodeid);
                  volume.staleRoot().failed(nodeid, errno);
                  request.error(errno);
                }));
  }

  private void answer(PendingRequest request, long nodeid, Attributes attributes) {
    volume.staleRoot().answered(nodeid);
    volume
        .replies()
        .attributes(request, nodeid, attributes, () -> volume.revalidation().answered(nodeid));
  }

  void setattr(PendingRequest request, Setattr op) {
    long nodeid = op.nodeid();
    Intent intent = volume.once().begin(request, nodeid, op.valid() * 31L + op.size());
    Handle handle = volume.handle(nodeid);
    AttributeChange change = change(op);
    boolean killsPrivileges = op.killsPrivileges() && change.mode().isEmpty();
    Caller caller = caller(request, op);
    boolean open = op.has(RequestFlags.FATTR_FH);
    boolean resizes = change.size().isPresent();
    Consumer<Attributes> done =
        attributes -> {
          account(nodeid, change, attributes);
          if (killsPrivileges && attributes.type() == FileType.REGULAR) {
            privileges.clear(
                request, handle, attributes, cleared -> reply(request, nodeid, cleared, resizes));
          } else {
            reply(request, nodeid, attributes, resizes);
          }
        };
    if (volume.once().answers(request, intent, () -> again(request, intent, handle, done))) {
      return;
    }
    volume.requireWritable();
    if (!intent.isResumed() && change.size().isPresent()) {
      volume.requireSpaceFor(volume.inodes().inode(nodeid), change.size().getAsLong());
    }
    volume
        .backend()
        .setattr(
            caller,
            handle,
            change,
            intent,
            volume
                .once()
                .call(
                    request,
                    intent,
                    done,
                    errno -> {
                      if (errno == Errno.EACCES && open) {
                        // ftruncate(2): the right was checked at open, and the mode is another
                        // now.
                        volume
                            .ownerRetry()
                            .owner(
                                request,
                                handle,
                                caller,
                                PosixMode.WRITE,
                                errno,
                                owner ->
                                    volume
                                        .backend()
                                        .setattr(
                                            owner,
                                            handle,
                                            change,
                                            Change.REPEATABLE,
                                            Step.then(request, done)));
                      } else {
                        volume.once().refuse(request, intent, errno);
                      }
                    }));
  }

  /** It was set by a predecessor: only the attributes are to be told, as they are now. */
  private void again(
      PendingRequest request, Intent intent, Handle handle, Consumer<Attributes> done) {
    volume
        .backend()
        .getattr(
            volume.caller(request),
            handle,
            Step.then(request, done, _ -> done.accept(intent.attributes().orElseThrow())));
  }

  private void reply(PendingRequest request, long nodeid, Attributes attributes, boolean resized) {
    if (resized) {
      volume.replies().resized(request, nodeid, attributes);
    } else {
      volume.replies().attributes(request, nodeid, attributes, () -> {});
    }
  }

  private Caller caller(PendingRequest request, Setattr op) {
    if (!op.has(RequestFlags.FATTR_FH)) {
      return volume.caller(request);
    }
    return volume
        .files()
        .find(op.handle())
        .map(OpenFile::opener)
        .orElseGet(() -> volume.caller(request));
  }

  /** Only what shrinks changes the use of space: what grows has a hole at its end. */
  private void account(long nodeid, AttributeChange change, Attributes after) {
    if (change.size().isPresent()) {
      Inode inode = volume.inodes().inode(nodeid);
      volume.quota().add(Math.min(0, after.size() - inode.size()));
    }
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
