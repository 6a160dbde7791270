// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.efc.backend.AttributeChange;
import org.efc.backend.Caller;
import org.efc.backend.CreateMode;
import org.efc.backend.DeviceNumber;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.client.answer.Step;
import org.efc.client.change.MadeBefore;
import org.efc.client.change.NewName;
import org.efc.client.hidden.HiddenNames;
import org.efc.client.state.Intent;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.op.Mkdir;
import org.efc.fuse.op.Mknod;
import org.efc.fuse.op.NamedOp;
import org.efc.fuse.op.Symlink;

/** MKDIR, MKNOD and SYMLINK: what is made without being opened. */
final class CreationRequests {
  private static final int LINK_MODE = 0777;

  private final Volume volume;
  private final MadeBefore recreation;

  CreationRequests(Volume volume, MadeBefore recreation) {
    this.volume = volume;
    this.recreation = recreation;
  }

  void mkdir(PendingRequest request, Mkdir op) {
    make(
        request,
        op,
        (place, reply) ->
            volume
                .backend()
                .mkdir(
                    place.caller(),
                    place.directory(),
                    place.name(),
                    AttributeChange.ofMode(op.mode()),
                    place.intent(),
                    recreation.made(
                        place, entry -> place.mayHaveMade(entry, FileType.DIRECTORY), reply)));
  }

  void mknod(PendingRequest request, Mknod op) {
    FileType type = FileType.ofMode(op.mode());
    AttributeChange initial = AttributeChange.ofMode(op.mode());
    if (type == FileType.REGULAR) {
      make(request, op, (place, reply) -> makeFile(place, initial, reply));
      return;
    }
    DeviceNumber device = DeviceNumber.decode(op.rdev());
    make(
        request,
        op,
        (place, reply) ->
            volume
                .backend()
                .mknod(
                    place.caller(),
                    place.directory(),
                    place.name(),
                    type,
                    device,
                    initial,
                    place.intent(),
                    recreation.made(place, entry -> place.mayHaveMade(entry, type), reply)));
  }

  /** With a verifier where that costs no more: then it is known for certain who made it. */
  private void makeFile(NewName place, AttributeChange initial, Consumer<Entry> reply) {
    Consumer<Boolean> make =
        withVerifier ->
            volume
                .backend()
                .create(
                    place.caller(),
                    place.directory(),
                    place.name(),
                    withVerifier
                        ? new CreateMode.Exclusive(place.intent().verifier())
                        : CreateMode.GUARDED,
                    initial,
                    place.intent(),
                    recreation.made(
                        place,
                        entry -> !withVerifier && place.mayHaveMade(entry, FileType.REGULAR),
                        reply));
    if (!place.intent().isResumed()) {
      make.accept(volume.backend().traits().verifierIsFree());
      return;
    }
    // What storage it is a process knows once it has reached it.
    volume
        .backend()
        .getattr(
            place.caller(),
            place.directory(),
            Step.then(
                place.request(), _ -> make.accept(volume.backend().traits().verifierIsFree())));
  }

  void symlink(PendingRequest request, Symlink op) {
    byte[] target = op.target();
    make(
        request,
        op,
        (place, reply) ->
            volume
                .backend()
                .symlink(
                    place.caller(),
                    place.directory(),
                    place.name(),
                    target,
                    AttributeChange.ofMode(LINK_MODE),
                    place.intent(),
                    recreation.made(
                        place,
                        entry -> place.mayHaveMade(entry, FileType.SYMLINK),
                        entry -> requireTarget(place, entry, target, reply),
                        reply)));
  }

  /** A symbolic link that was found is ours only with our target. */
  private void requireTarget(NewName place, Entry entry, byte[] target, Consumer<Entry> next) {
    volume
        .backend()
        .readlink(
            place.caller(),
            entry.handle(),
            Step.then(
                place.request(),
                found -> {
                  if (Arrays.equals(found, target)) {
                    next.accept(entry);
                  } else {
                    volume.once().refuse(place.request(), place.intent(), Errno.EEXIST);
                  }
                }));
  }

  /**
   * Answers what a predecessor has made, and makes the rest.
   *
   * @param call asks the storage, and goes on with the reply
   */
  private void make(PendingRequest request, NamedOp op, BiConsumer<NewName, Consumer<Entry>> call) {
    Name name = op.name();
    Intent intent = volume.once().begin(request, op.nodeid(), name.hashCode());
    Consumer<Entry> reply = reply(request, op.nodeid());
    if (volume.once().answersMade(request, intent, reply)) {
      return;
    }
    volume.requireWritable();
    HiddenNames.requireAllowed(op.nodeid(), name);
    if (!intent.isResumed()) {
      volume.requireSpace();
    }
    Caller caller = volume.callers().of(request, op.directoryGroup());
    call.accept(new NewName(request, intent, caller, volume.handle(op.nodeid()), name), reply);
  }

  private Consumer<Entry> reply(PendingRequest request, long parent) {
    return entry -> {
      volume.quota().add(entry.attributes().used());
      volume.replies().entry(request, entry, parent);
    };
  }
}
