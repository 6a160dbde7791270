// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.List;
import java.util.Optional;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.client.answer.Step;
import org.efc.client.change.ChangeGuard;
import org.efc.client.change.ExactlyOnce;
import org.efc.client.config.WriteMode;
import org.efc.client.state.Inode;
import org.efc.client.state.InodeTable;
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
  private final Backend backend;
  private final InodeTable inodes;
  private final Openers openers;
  private final ExactlyOnce once;
  private final ChangeGuard guard;
  private final WriteCalls calls;

  WriteRequests(
      Backend backend,
      InodeTable inodes,
      Openers openers,
      ExactlyOnce once,
      ChangeGuard guard,
      WriteCalls calls) {
    this.backend = backend;
    this.inodes = inodes;
    this.openers = openers;
    this.once = once;
    this.guard = guard;
    this.calls = calls;
  }

  void write(PendingRequest request, Write op) {
    Inode inode = inodes.inode(op.nodeid());
    Intent intent = once.begin(request, op.nodeid(), op.offset() * 31 + op.size());
    Optional<OpenFile> file = writable(op);
    if (intent.isDone()) {
      WriteCalls.Call call = calls.of(request, intent, op, inode, file, openers.asker(request));
      once.answers(request, intent, () -> call.acknowledge(intent.count()));
      return;
    }
    guard.requireWritable();
    if (!intent.isResumed()) {
      guard.requireSpaceFor(inode, op.offset() + op.size());
    }
    if (file.isEmpty() && op.isFromCache()) {
      // Nobody knows who stored into the mapping, but that the kernel let him: the owner may.
      backend.getattr(
          Caller.ROOT,
          inodes.handle(op.nodeid()),
          Step.then(
              request,
              attributes ->
                  calls
                      .of(
                          request,
                          intent,
                          op,
                          inode,
                          file,
                          new Caller(attributes.uid(), attributes.gid(), List.of()))
                      .start()));
      return;
    }
    calls.of(request, intent, op, inode, file, openers.asker(request)).start();
  }

  /**
   * The open file. What the kernel writes back from a shared mapping names any open file of the
   * inode; one that was opened for reading says nothing about who wrote.
   */
  private Optional<OpenFile> writable(Write op) {
    return openers.find(op.handle()).filter(file -> file.isWritable());
  }
}
