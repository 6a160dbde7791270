// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.Optional;
import java.util.function.Consumer;
import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.Caller;
import org.efc.backend.CreateMode;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.client.answer.Refusal;
import org.efc.client.answer.Step;
import org.efc.client.change.MadeBefore;
import org.efc.client.change.NewName;
import org.efc.client.hidden.HiddenFiles;
import org.efc.client.hidden.HiddenNames;
import org.efc.client.state.Inode;
import org.efc.client.state.Intent;
import org.efc.client.state.OpenFile;
import org.efc.client.state.TableFullException;
import org.efc.client.validity.SizeRetry;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.common.linux.OpenFlags;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.abi.OpenReplyFlags;
import org.efc.fuse.op.Create;
import org.efc.fuse.op.Open;
import org.efc.fuse.op.Release;

/**
 * OPEN, CREATE and RELEASE.
 *
 * <p>Close-to-open: an open asks the storage for the attributes. If they are those that the kernel
 * certainly holds, it keeps its pages; else it drops them, and asks for the attributes anew, so
 * that it reads up to the size that the file has now. For appending it must know that size before:
 * see {@link SizeRetry}.
 *
 * <p>The kernel drops pages when it has our reply, at a time that we do not see. Another open of
 * the file meanwhile may not keep them: a request on the open file shows that its open is finished
 * ({@link Volume#finished}).
 *
 * <p>With {@code cto=off} an open asks for nothing and keeps the pages; the kernel itself asks for
 * the attributes when their time is over. An open for appending asks all the same.
 */
final class OpenRequests {
  private final Volume volume;
  private final HiddenFiles unlinked;
  private final MadeBefore recreation;
  private final SizeRetry secondLook = new SizeRetry(System::nanoTime);

  OpenRequests(Volume volume, HiddenFiles unlinked, MadeBefore recreation) {
    this.volume = volume;
    this.unlinked = unlinked;
    this.recreation = recreation;
  }

  void open(PendingRequest request, Open op) {
    OpenFile file = new OpenFile(op.nodeid(), volume.caller(request), op.flags());
    if (file.isWritable()) {
      volume.requireWritable();
    }
    Handle handle = volume.handle(op.nodeid());
    // Counted before the storage is asked: an unlink meanwhile must see that it is open.
    volume.inodes().opened(op.nodeid());
    if (!volume.removals().areNone()) {
      // Such a removal may not have seen the count, and the file may be gone when it has ended.
      volume.removals().after(() -> Refusal.guarded(request, () -> ask(request, file, handle)));
    } else if (!volume.options().closeToOpen() && !file.isAppending()) {
      keep(request, file);
    } else {
      ask(request, file, handle);
    }
  }

  private void ask(PendingRequest request, OpenFile file, Handle handle) {
    volume
        .backend()
        .getattr(
            file.opener(),
            handle,
            Step.then(
                request,
                attributes -> checked(request, file, handle, attributes),
                errno -> {
                  closed(file.nodeid());
                  sentBack(request, errno);
                  request.error(errno);
                }));
  }

  private void checked(
      PendingRequest request, OpenFile file, Handle handle, Attributes attributes) {
    Caller opener = file.opener();
    int wanted = file.wants();
    if (!volume.rights().isInDoubt(file.nodeid(), opener, attributes, wanted)) {
      opened(request, file, attributes);
      return;
    }
    volume
        .rights()
        .check(
            handle,
            opener,
            wanted,
            Step.then(
                request,
                granted -> {
                  if (granted) {
                    opened(request, file, attributes);
                  } else {
                    closed(file.nodeid());
                    request.error(Errno.EACCES);
                  }
                }));
  }

  private void opened(PendingRequest request, OpenFile file, Attributes attributes) {
    Inode inode = volume.inodes().inode(file.nodeid());
    // This open is counted already; without another one no reader has the pages.
    if (volume.sizes().areDue(inode, attributes, 1)) {
      volume
          .sizes()
          .send(
              inode,
              volume.handle(file.nodeid()),
              attributes,
              () -> Refusal.guarded(request, () -> sized(request, file, inode, attributes)));
    } else {
      sized(request, file, inode, attributes);
    }
  }

  private void sized(PendingRequest request, OpenFile file, Inode inode, Attributes attributes) {
    if (file.isAppending()
        && inode.size() != attributes.size()
        && secondLook.isDue(file.nodeid(), request.pid())) {
      closed(file.nodeid());
      request.error(Errno.ESTALE);
      return;
    }
    secondLook.passed(file.nodeid(), request.pid());
    if (inode.hasNothingOlder(attributes)) {
      keep(request, file);
      return;
    }
    volume.metrics().revalidatedOpens.increment();
    volume.sizes().expected(inode, attributes);
    file.drops(attributes);
    volume
        .revalidation()
        .attributesThen(
            file.nodeid(),
            () -> !inode.hasNoOlderAttributes(attributes),
            () ->
                Refusal.guarded(
                    request,
                    () -> {
                      inode.droppedAttributes(attributes);
                      volume.revalidation().opens(file.nodeid());
                      reply(request, file, flushing(file));
                    }));
  }

  /** The kernel looks the name up again, once: a second look at what it finds is not to be had. */
  private void sentBack(PendingRequest request, Errno errno) {
    if (errno == Errno.ESTALE) {
      secondLook.sentBack(request.pid());
    }
  }

  private void keep(PendingRequest request, OpenFile file) {
    volume.metrics().keptOpens.increment();
    reply(request, file, flushing(file) | OpenReplyFlags.KEEP_CACHE);
  }

  private static int flushing(OpenFile file) {
    return file.isWritable() ? 0 : OpenReplyFlags.NOFLUSH;
  }

  private void reply(PendingRequest request, OpenFile file, int flags) {
    long handle = volume.files().open(file);
    if (!request.opened(handle, flags)) {
      // The caller was killed meanwhile: no RELEASE will come.
      volume.files().close(handle);
      file.finished().ifPresent(_ -> volume.revalidation().settled(file.nodeid()));
      closed(file.nodeid());
    }
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
    Intent intent = volume.once().begin(request, parent, name.hashCode());
    Caller caller = volume.callers().of(request, op.directoryGroup());
    Consumer<Entry> created = entry -> created(request, entry, parent, caller, flags);
    if (volume.once().answersMade(request, intent, created)) {
      return;
    }
    volume.requireWritable();
    HiddenNames.requireAllowed(parent, name);
    if (!intent.isResumed()) {
      volume.requireSpace();
    }
    boolean exclusive = (flags & OpenFlags.O_EXCL) != 0;
    NewName place = new NewName(request, intent, caller, volume.handle(parent), name);
    volume
        .backend()
        .create(
            caller,
            place.directory(),
            name,
            exclusive ? new CreateMode.Exclusive(intent.verifier()) : CreateMode.GUARDED,
            AttributeChange.ofMode(op.mode()),
            intent,
            volume
                .once()
                .call(
                    request,
                    intent,
                    created,
                    errno -> {
                      if (errno != Errno.EEXIST) {
                        volume.once().refuse(request, intent, errno);
                      } else if (volume.once().mustGuess(intent) && !knowsItsOwn(exclusive)) {
                        recreation.find(
                            place, entry -> place.mayHaveMade(entry, FileType.REGULAR), created);
                      } else {
                        Errno again = exclusive ? Errno.EEXIST : Errno.ESTALE;
                        sentBack(request, again);
                        volume.once().refuse(request, intent, again);
                      }
                    }));
  }

  /** Whether the verifier outlives the creation: it does not on NFS servers. */
  private boolean knowsItsOwn(boolean exclusive) {
    return exclusive && volume.backend().traits().verifierOutlivesCreation();
  }

  private void created(PendingRequest request, Entry entry, long parent, Caller caller, int flags) {
    volume.quota().add(entry.attributes().used());
    try {
      told(request, entry, parent, caller, flags);
    } catch (TableFullException e) {
      volume.replies().whenRoom(request, e, () -> told(request, entry, parent, caller, flags));
    }
  }

  private void told(PendingRequest request, Entry entry, long parent, Caller caller, int flags) {
    long nodeid = volume.replies().fill(request.entryOut(), entry, parent);
    volume.inodes().opened(nodeid);
    long handle = volume.files().open(new OpenFile(nodeid, caller, flags));
    if (!request.created(handle, 0)) {
      volume.files().close(handle);
      closed(nodeid);
      volume.replies().forget(nodeid);
    }
  }

  /**
   * A RELEASE that is resent may have been counted by a predecessor. It is not counted again: a
   * count that is too high costs a hidden name, one that is too low costs a file.
   */
  void release(PendingRequest request, Release op) {
    Optional<OpenFile> file = volume.files().close(op.handle());
    file.ifPresent(volume::finished);
    boolean ours = file.isPresent();
    boolean counts = ours || !request.isResent();
    long nodeid = op.nodeid();
    request.ok();
    if (counts) {
      closed(nodeid);
    }
  }

  private void closed(long nodeid) {
    volume.inodes().closed(nodeid).ifPresent(unlinked::remove);
  }
}
