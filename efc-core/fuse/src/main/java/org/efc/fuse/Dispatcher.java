// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import java.util.concurrent.locks.LockSupport;
import org.efc.common.Errno;
import org.efc.fuse.op.BatchForget;
import org.efc.fuse.op.Opcode;
import org.efc.fuse.wire.RequestDecoder;
import org.efc.fuse.wire.Verdict;

/** Gives a message to the method that is for it. */
final class Dispatcher {
  private static final System.Logger LOG = System.getLogger(Dispatcher.class.getName());
  private static final long INTERRUPT_PAUSE_NANOS = 1_000_000;

  private final FileSystem fileSystem;
  private final InitExchange init;
  private final RequestPool pool;
  private final RequestMetrics metrics;

  Dispatcher(FileSystem fileSystem, InitExchange init, RequestPool pool, RequestMetrics metrics) {
    this.fileSystem = fileSystem;
    this.init = init;
    this.pool = pool;
    this.metrics = metrics;
  }

  /** Handles a message of {@code length} bytes in the memory of {@code request}. */
  void dispatch(Request request, int length) {
    var memory = request.memory();
    Verdict verdict = RequestDecoder.check(memory.request(), length, memory.payloadSize());
    if (verdict == Verdict.UNREADABLE) {
      metrics.malformed.increment();
      return;
    }
    if (verdict == Verdict.UNKNOWN_OPCODE) {
      metrics.malformed.increment();
      request.refuse(Errno.ENOSYS);
      return;
    }
    Opcode opcode = RequestDecoder.opcode(memory.request());
    request.arrived(opcode);
    metrics.count(opcode);
    if (request.isResent()) {
      metrics.resent.increment();
    }
    if (verdict == Verdict.MALFORMED) {
      refuseMalformed(request, opcode, length);
      return;
    }
    switch (opcode.answer()) {
      case REPLY -> serve(request, opcode);
      case NONE -> hear(request, opcode);
      case DELIBERATE_ENOSYS -> request.error(Errno.ENOSYS);
    }
  }

  private void refuseMalformed(Request request, Opcode opcode, int length) {
    metrics.malformed.increment();
    LOG.log(System.Logger.Level.WARNING, "malformed {0} of {1} bytes", opcode, length);
    if (opcode.answer() == Opcode.Answer.NONE) {
      request.release();
    } else {
      request.error(Errno.EINVAL);
    }
  }

  private void serve(Request request, Opcode opcode) {
    long unique = request.unique();
    request.preparePayload();
    try {
      call(request, opcode);
    } catch (InitExchange.NotPersisted e) {
      throw e;
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, opcode + " failed; its caller gets EIO", e);
      if (request.abandon()) {
        request.answerAbandoned(unique, Errno.EIO);
        pool.discard(request);
      }
    }
  }

  private void call(Request request, Opcode opcode) {
    Operations ops = request.operations();
    switch (opcode) {
      case LOOKUP -> fileSystem.lookup(request, ops.lookup);
      case GETATTR -> fileSystem.getattr(request, ops.getattr);
      case SETATTR -> fileSystem.setattr(request, ops.setattr);
      case READLINK -> fileSystem.readlink(request, ops.readlink);
      case SYMLINK -> fileSystem.symlink(request, ops.symlink);
      case MKNOD -> fileSystem.mknod(request, ops.mknod);
      case MKDIR -> fileSystem.mkdir(request, ops.mkdir);
      case UNLINK -> fileSystem.unlink(request, ops.unlink);
      case RMDIR -> fileSystem.rmdir(request, ops.rmdir);
      case RENAME, RENAME2 -> fileSystem.rename(request, ops.rename);
      case LINK -> fileSystem.link(request, ops.link);
      case OPEN -> fileSystem.open(request, ops.open);
      case READ -> fileSystem.read(request, ops.read);
      case WRITE -> fileSystem.write(request, ops.write);
      case STATFS -> fileSystem.statfs(request, ops.statfs);
      case RELEASE -> fileSystem.release(request, ops.release);
      case FSYNC -> fileSystem.fsync(request, ops.fsync);
      case SETXATTR -> fileSystem.setxattr(request, ops.setxattr);
      case GETXATTR -> fileSystem.getxattr(request, ops.getxattr);
      case LISTXATTR -> fileSystem.listxattr(request, ops.listxattr);
      case REMOVEXATTR -> fileSystem.removexattr(request, ops.removexattr);
      case FLUSH -> fileSystem.flush(request, ops.flush);
      case OPENDIR -> fileSystem.opendir(request, ops.opendir);
      case READDIR -> fileSystem.readdir(request, ops.readdir);
      case READDIRPLUS -> fileSystem.readdirplus(request, ops.readdirplus);
      case RELEASEDIR -> fileSystem.releasedir(request, ops.releasedir);
      case FSYNCDIR -> fileSystem.fsyncdir(request, ops.fsyncdir);
      case ACCESS -> fileSystem.access(request, ops.access);
      case GETLK -> fileSystem.getlk(request, ops.getlk);
      case SETLK, SETLKW -> fileSystem.setlk(request, ops.setlk);
      case CREATE -> fileSystem.create(request, ops.create);
      case FALLOCATE -> fileSystem.fallocate(request, ops.fallocate);
      case LSEEK -> fileSystem.lseek(request, ops.lseek);
      case COPY_FILE_RANGE, COPY_FILE_RANGE_64 ->
          fileSystem.copyFileRange(request, ops.copyFileRange);
      case INIT -> init.answer(request, ops.init);
      case DESTROY -> request.ok();
      default -> throw new IllegalStateException(opcode + " has no method");
    }
  }

  /** Messages without an answer: the request is free when this returns. */
  private void hear(Request request, Opcode opcode) {
    try {
      switch (opcode) {
        case FORGET ->
            fileSystem.forget(
                request.operations().forget.nodeid(), request.operations().forget.lookups());
        case BATCH_FORGET -> forgetAll(request.operations().batchForget);
        case INTERRUPT -> interrupt(request, request.operations().interrupt.target());
        default -> {
          // NOTIFY_REPLY: woke this thread, which is all it was for.
        }
      }
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, opcode + " failed", e);
    }
    request.release();
  }

  private void forgetAll(BatchForget batch) {
    int count = batch.count();
    for (int i = 0; i < count; i++) {
      fileSystem.forget(batch.nodeid(i), batch.lookups(i));
    }
  }

  /**
   * The interrupt may overtake the request that it is for, or be for another session on the same
   * device: it is handed back to the kernel, not too fast.
   */
  private void interrupt(Request request, long target) {
    Request found = pool.find(target);
    if (found == null) {
      LockSupport.parkNanos(INTERRUPT_PAUSE_NANOS);
      request.refuse(Errno.EAGAIN);
      return;
    }
    fileSystem.interrupted(new Interruption(found, target, found.opcode(), found.pid(), metrics));
  }
}
