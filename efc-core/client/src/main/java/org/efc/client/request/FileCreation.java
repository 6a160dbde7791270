// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.function.Consumer;
import org.efc.backend.AttributeChange;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.CreateMode;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.client.answer.Step;
import org.efc.client.change.ExactlyOnce;
import org.efc.client.change.MadeBefore;
import org.efc.client.change.NewName;
import org.efc.client.state.Intent;
import org.efc.client.validity.SizeRetry;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.common.linux.OpenFlags;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.op.Create;

/** CREATE, and MKNOD of a regular file. */
final class FileCreation {
  private final Backend backend;
  private final ExactlyOnce once;
  private final MadeBefore recreation;
  private final NewNames names;
  private final CreationReplies replies;
  private final SizeRetry secondLook;

  FileCreation(
      Backend backend,
      ExactlyOnce once,
      MadeBefore recreation,
      NewNames names,
      CreationReplies replies,
      SizeRetry secondLook) {
    this.backend = backend;
    this.once = once;
    this.recreation = recreation;
    this.names = names;
    this.replies = replies;
    this.secondLook = secondLook;
  }

  /** With a verifier where that costs no more: then it is known for certain who made it. */
  void make(NewName place, AttributeChange initial, Consumer<Entry> reply) {
    if (!place.intent().isResumed()) {
      send(place, initial, reply);
      return;
    }
    // What storage it is a process knows once it has reached it.
    backend.getattr(
        place.caller(),
        place.directory(),
        Step.then(place.request(), _ -> send(place, initial, reply)));
  }

  private void send(NewName place, AttributeChange initial, Consumer<Entry> reply) {
    boolean withVerifier = backend.traits().verifierIsFree();
    backend.create(
        place.caller(),
        place.directory(),
        place.name(),
        mode(place, withVerifier),
        initial,
        place.intent(),
        recreation.made(
            place, entry -> !withVerifier && place.mayHaveMade(entry, FileType.REGULAR), reply));
  }

  private static CreateMode mode(NewName place, boolean withVerifier) {
    return withVerifier ? new CreateMode.Exclusive(place.intent().verifier()) : CreateMode.GUARDED;
  }

  /**
   * With O_EXCL the storage gets a verifier made of the request's number: the request sent again
   * after a crash finds its own file. Without it, an existing file (made by another node since the
   * kernel looked) is ESTALE: the kernel looks again, and opens it as what it is, with all checks.
   */
  void create(PendingRequest request, Create op) {
    long parent = op.nodeid();
    Name name = op.name();
    int flags = op.flags();
    Intent intent = once.begin(request, parent, name.hashCode());
    Caller caller = names.maker(request, op);
    Consumer<Entry> created = entry -> replies.opened(request, entry, parent, caller, flags);
    if (once.answersMade(request, intent, created)) {
      return;
    }
    NewName place = names.ofObject(request, intent, op, name, caller);
    boolean exclusive = (flags & OpenFlags.O_EXCL) != 0;
    backend.create(
        place.caller(),
        place.directory(),
        name,
        mode(place, exclusive),
        AttributeChange.ofMode(op.mode()),
        intent,
        once.call(request, intent, created, errno -> failed(place, exclusive, errno, created)));
  }

  private void failed(NewName place, boolean exclusive, Errno errno, Consumer<Entry> created) {
    PendingRequest request = place.request();
    if (errno != Errno.EEXIST) {
      once.refuse(request, place.intent(), errno);
    } else if (once.mustGuess(place.intent()) && !knowsItsOwn(exclusive)) {
      recreation.find(place, entry -> place.mayHaveMade(entry, FileType.REGULAR), created);
    } else if (exclusive) {
      once.refuse(request, place.intent(), Errno.EEXIST);
    } else {
      // The kernel looks the name up again, once: a second look at what it finds is not to be had.
      secondLook.sentBack(request.pid());
      once.refuse(request, place.intent(), Errno.ESTALE);
    }
  }

  /** Whether the verifier outlives the creation: it does not on NFS servers. */
  private boolean knowsItsOwn(boolean exclusive) {
    return exclusive && backend.traits().verifierOutlivesCreation();
  }
}
