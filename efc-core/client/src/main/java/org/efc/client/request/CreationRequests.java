// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.efc.backend.AttributeChange;
import org.efc.backend.Backend;
import org.efc.backend.DeviceNumber;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.client.answer.Step;
import org.efc.client.change.ExactlyOnce;
import org.efc.client.change.MadeBefore;
import org.efc.client.change.NewName;
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

  private final Backend backend;
  private final ExactlyOnce once;
  private final MadeBefore recreation;
  private final NewNames names;
  private final FileCreation files;
  private final CreationReplies replies;

  CreationRequests(
      Backend backend,
      ExactlyOnce once,
      MadeBefore recreation,
      NewNames names,
      FileCreation files,
      CreationReplies replies) {
    this.backend = backend;
    this.once = once;
    this.recreation = recreation;
    this.names = names;
    this.files = files;
    this.replies = replies;
  }

  void mkdir(PendingRequest request, Mkdir op) {
    make(
        request,
        op,
        (place, reply) ->
            backend.mkdir(
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
      make(request, op, (place, reply) -> files.make(place, initial, reply));
      return;
    }
    DeviceNumber device = DeviceNumber.decode(op.rdev());
    make(
        request,
        op,
        (place, reply) ->
            backend.mknod(
                place.caller(),
                place.directory(),
                place.name(),
                type,
                device,
                initial,
                place.intent(),
                recreation.made(place, entry -> place.mayHaveMade(entry, type), reply)));
  }

  void symlink(PendingRequest request, Symlink op) {
    byte[] target = op.target();
    make(
        request,
        op,
        (place, reply) ->
            backend.symlink(
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
    backend.readlink(
        place.caller(),
        entry.handle(),
        Step.then(
            place.request(),
            found -> {
              if (Arrays.equals(found, target)) {
                next.accept(entry);
              } else {
                once.refuse(place.request(), place.intent(), Errno.EEXIST);
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
    Intent intent = once.begin(request, op.nodeid(), name.hashCode());
    long parent = op.nodeid();
    Consumer<Entry> reply = entry -> replies.named(request, entry, parent);
    if (once.answersMade(request, intent, reply)) {
      return;
    }
    call.accept(names.ofObject(request, intent, op, name), reply);
  }
}
