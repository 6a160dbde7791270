// SPDX-License-Identifier: Apache-2.0
package org.efc.client.fs;

import java.util.Arrays;
import java.util.function.Consumer;
import org.efc.backend.AttributeChange;
import org.efc.backend.CreateMode;
import org.efc.backend.DeviceNumber;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.client.fs.Recreation.Place;
import org.efc.client.state.Intent;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.fuse.Request;
import org.efc.fuse.op.Mkdir;
import org.efc.fuse.op.Mknod;
import org.efc.fuse.op.NamedOp;
import org.efc.fuse.op.Symlink;

/** MKDIR, MKNOD and SYMLINK: what is made without being opened. */
final class Creation {
  private static final int LINK_MODE = 0777;

  private final Volume volume;
  private final Recreation recreation;

  Creation(Volume volume, Recreation recreation) {
    this.volume = volume;
    this.recreation = recreation;
  }

  void mkdir(Request request, Mkdir op) {
    Name name = op.name();
    Intent intent = volume.once().begin(request, op.nodeid(), name.hashCode());
    Consumer<Entry> reply = reply(request, op.nodeid());
    if (volume.once().answersMade(request, intent, reply)) {
      return;
    }
    check(op, intent);
    Place place = place(request, intent, op);
    volume
        .backend()
        .mkdir(
            place.caller(),
            place.directory(),
            name,
            AttributeChange.ofMode(op.mode()),
            recreation.made(place, entry -> place.mayHaveMade(entry, FileType.DIRECTORY), reply));
  }

  void mknod(Request request, Mknod op) {
    Name name = op.name();
    Intent intent = volume.once().begin(request, op.nodeid(), name.hashCode());
    Consumer<Entry> reply = reply(request, op.nodeid());
    if (volume.once().answersMade(request, intent, reply)) {
      return;
    }
    check(op, intent);
    Place place = place(request, intent, op);
    FileType type = FileType.ofMode(op.mode());
    AttributeChange initial = AttributeChange.ofMode(op.mode());
    if (type == FileType.REGULAR) {
      makeFile(place, initial, reply);
      return;
    }
    volume
        .backend()
        .mknod(
            place.caller(),
            place.directory(),
            name,
            type,
            DeviceNumber.decode(op.rdev()),
            initial,
            recreation.made(place, entry -> place.mayHaveMade(entry, type), reply));
  }

  /** With a verifier where that costs no more: then it is known for certain who made it. */
  private void makeFile(Place place, AttributeChange initial, Consumer<Entry> reply) {
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
                    recreation.made(
                        place,
                        entry -> !withVerifier && place.mayHaveMade(entry, FileType.REGULAR),
                        reply));
    if (!place.intent().isResumed()) {
      make.accept(volume.backend().isOfThisMachine());
      return;
    }
    // What storage it is a process knows once it has reached it.
    volume
        .backend()
        .getattr(
            place.caller(),
            place.directory(),
            Step.then(place.request(), _ -> make.accept(volume.backend().isOfThisMachine())));
  }

  void symlink(Request request, Symlink op) {
    Name name = op.name();
    byte[] target = op.target();
    Intent intent = volume.once().begin(request, op.nodeid(), name.hashCode());
    Consumer<Entry> reply = reply(request, op.nodeid());
    if (volume.once().answersMade(request, intent, reply)) {
      return;
    }
    check(op, intent);
    Place place = place(request, intent, op);
    volume
        .backend()
        .symlink(
            place.caller(),
            place.directory(),
            name,
            target,
            AttributeChange.ofMode(LINK_MODE),
            recreation.made(
                place,
                entry -> place.mayHaveMade(entry, FileType.SYMLINK),
                entry -> requireTarget(place, entry, target, reply),
                reply));
  }

  /** A symbolic link that was found is ours only with our target. */
  private void requireTarget(Place place, Entry entry, byte[] target, Consumer<Entry> next) {
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

  private Place place(Request request, Intent intent, NamedOp op) {
    return new Place(
        request,
        intent,
        volume.callers().of(request, op.directoryGroup()),
        volume.handle(op.nodeid()),
        op.name());
  }

  private void check(NamedOp op, Intent intent) {
    volume.requireWritable();
    HiddenNames.requireAllowed(op.nodeid(), op.name());
    if (!intent.isResumed()) {
      volume.requireSpace();
    }
  }

  private Consumer<Entry> reply(Request request, long parent) {
    return entry -> {
      volume.quota().add(entry.attributes().used());
      volume.replies().entry(request, entry, parent);
    };
  }
}
