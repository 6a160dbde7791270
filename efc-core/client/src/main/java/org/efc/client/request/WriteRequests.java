// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.List;
import java.util.Optional;
import org.efc.backend.BufferCalls;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.Stability;
import org.efc.client.answer.Step;
import org.efc.client.caller.PosixMode;
import org.efc.client.caller.SetIdBits;
import org.efc.client.config.WriteMode;
import org.efc.client.state.Inode;
import org.efc.client.state.Intent;
import org.efc.client.state.OpenFile;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.op.Write;

/**
 * WRITE: through to the storage before it is acknowledged, so that no kill -9 loses what an
 * application was told is written. What the storage must have done by then {@link WriteMode} says;
 * the rest is up to {@link SyncRequests}. After a write with O_SYNC or O_DSYNC the kernel asks for
 * it.
 */
final class WriteRequests {
  private static final int NONE = -1;

  private final Volume volume;
  private final SetIdBits privileges;
  private volatile WriteMode mode;

  WriteRequests(Volume volume, SetIdBits privileges) {
    this.volume = volume;
    this.privileges = privileges;
    this.mode = volume.options().writes().orElse(WriteMode.STABLE);
  }

  /** What holds when the options don't say. Writes that came before are stable. */
  void defaultMode(WriteMode wanted) {
    mode = volume.options().writes().orElse(wanted);
  }

  void write(PendingRequest request, Write op) {
    Inode inode = volume.inodes().inode(op.nodeid());
    Intent intent = volume.once().begin(request, op.nodeid(), op.offset() * 31 + op.size());
    Optional<OpenFile> file = writable(op);
    if (intent.isDone()) {
      Call call = new Call(request, intent, op, inode, file, volume.caller(request));
      volume.once().answers(request, intent, () -> call.acknowledge(intent.count()));
      return;
    }
    volume.requireWritable();
    if (!intent.isResumed()) {
      volume.requireSpaceFor(inode, op.offset() + op.size());
    }
    if (file.isEmpty() && op.isFromCache()) {
      // Nobody knows who stored into the mapping, but that the kernel let him: the owner may.
      volume
          .backend()
          .getattr(
              Caller.ROOT,
              volume.handle(op.nodeid()),
              Step.then(
                  request,
                  attributes ->
                      new Call(
                              request,
                              intent,
                              op,
                              inode,
                              file,
                              new Caller(attributes.uid(), attributes.gid(), List.of()))
                          .start()));
      return;
    }
    new Call(request, intent, op, inode, file, volume.caller(request)).start();
  }

  private final class Call extends IoCall {
    private final Intent intent;
    private final Inode inode;
    private final WriteMode sentAs = mode;
    private final long offset;
    private final boolean killsPrivileges;
    private volatile int place = NONE;

    Call(
        PendingRequest request,
        Intent intent,
        Write op,
        Inode inode,
        Optional<OpenFile> file,
        Caller asker) {
      super(WriteRequests.this.volume, request, op.nodeid(), file, PosixMode.WRITE, asker);
      this.intent = intent;
      this.inode = inode;
      this.offset = op.offset();
      this.killsPrivileges = op.killsPrivileges() && inode.mayHavePrivileges();
    }

    @Override
    void send(Caller caller) {
      int size = request.payload().remaining();
      place = volume.sizes().writes().begins(nodeid, offset + size);
      Stability stability = sentAs == WriteMode.STABLE ? Stability.FILE_SYNC : Stability.UNSTABLE;
      try {
        volume.once().sending(request, intent);
        // ExactlyOnce more as the owner is another call, and writing is no worse twice.
        Change change = isRepeated() ? Change.REPEATABLE : intent;
        BufferCalls.write(
            volume.backend(),
            caller,
            handle,
            offset,
            request.payload().duplicate(),
            stability,
            change,
            this);
      } catch (RuntimeException e) {
        ended();
        throw e;
      }
    }

    /** After {@link #done}: from then on the inode's size says what was written. */
    @Override
    void ended() {
      if (place != NONE) {
        volume.sizes().writes().ended(place);
        place = NONE;
      }
    }

    @Override
    void done(int count, long verifier) {
      volume.once().tookEffect(request);
      volume.metrics().writtenBytes.add(count);
      volume.quota().add(inode.reach(offset + count));
      if (sentAs == WriteMode.UNSTABLE) {
        inode.wroteUnstable(verifier);
      }
      // Last: a successor goes on from here.
      intent.done(count);
      volume.once().noted(request);
      acknowledge(count);
    }

    void acknowledge(int count) {
      if (!killsPrivileges) {
        request.written(count);
        return;
      }
      volume
          .backend()
          .getattr(
              Caller.ROOT,
              handle,
              Step.then(
                  request,
                  attributes ->
                      privileges.clear(request, handle, attributes, _ -> unprivileged(count))));
    }

    /**
     * The kernel drops times and size after a write, but not the mode: it must ask for that too.
     */
    private void unprivileged(int count) {
      volume.revalidation().attributesThen(nodeid, () -> request.written(count));
    }
  }

  /**
   * The open file. What the kernel writes back from a shared mapping names any open file of the
   * inode; one that was opened for reading says nothing about who wrote.
   */
  private Optional<OpenFile> writable(Write op) {
    return volume.files().find(op.handle()).filter(file -> file.isWritable());
  }
}
