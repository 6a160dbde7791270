// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import java.util.concurrent.locks.LockSupport;
import org.efc.common.Errno;
import org.efc.common.linux.Memory;
import org.efc.fuse.abi.Protocol;
import org.efc.fuse.abi.RequestLayout.InHeader;
import org.efc.fuse.op.BatchForget;
import org.efc.fuse.op.Opcode;
import org.efc.fuse.wire.ReplyEncoder;
import org.efc.fuse.wire.RequestDecoder;
import org.efc.fuse.wire.Verdict;
import org.jspecify.annotations.Nullable;

/** Gives a message to the method that is for it. */
final class Dispatcher {
  private static final System.Logger LOG = System.getLogger(Dispatcher.class.getName());
  private static final long INTERRUPT_PAUSE_NANOS = 1_000_000;

  private final FuseDevice device;
  private final FileSystem fileSystem;
  private final Executions executions;
  private final InitExchange init;
  private final RequestPool pool;
  private final RequestMetrics metrics;

  Dispatcher(
      FuseDevice device,
      FileSystem fileSystem,
      InitExchange init,
      RequestPool pool,
      RequestMetrics metrics) {
    this.device = device;
    this.fileSystem = fileSystem;
    this.executions = fileSystem.executions();
    this.init = init;
    this.pool = pool;
    this.metrics = metrics;
  }

  /**
   * Looks at a message, and serves it when it needs no request object: when there is no answer to
   * it, or one that the file system is not asked for.
   *
   * @param length of the message in the inbox, in bytes
   * @param largest how many bytes of data an answer may have
   * @return the kind of a request for the file system; null when nothing is left to do
   */
  @Nullable Opcode accept(Inbox inbox, int length, int largest) {
    long message = inbox.message();
    Verdict verdict = RequestDecoder.check(message, length, largest);
    if (verdict == Verdict.UNREADABLE) {
      metrics.malformed.increment();
      return null;
    }
    if (verdict == Verdict.UNKNOWN_OPCODE) {
      metrics.malformed.increment();
      reply(inbox, Errno.ENOSYS.code());
      return null;
    }
    Opcode opcode = RequestDecoder.opcode(message);
    metrics.count(opcode);
    if ((Memory.getLong(message + InHeader.UNIQUE) & Protocol.UNIQUE_RESEND) != 0) {
      metrics.resent.increment();
    }
    if (verdict == Verdict.MALFORMED || !Request.hasRoomFor(opcode, length)) {
      refuseMalformed(inbox, opcode, length);
      return null;
    }
    switch (opcode.answer()) {
      case REPLY -> {
        if (opcode != Opcode.DESTROY) {
          return opcode;
        }
        reply(inbox, 0);
      }
      case NONE -> hear(inbox, opcode);
      case DELIBERATE_ENOSYS -> refuse(inbox, Errno.ENOSYS);
    }
    return null;
  }

  private void refuseMalformed(Inbox inbox, Opcode opcode, int length) {
    metrics.malformed.increment();
    LOG.log(System.Logger.Level.WARNING, "malformed {0} of {1} bytes", opcode, length);
    if (opcode.answer() != Opcode.Answer.NONE) {
      refuse(inbox, Errno.EINVAL);
    }
  }

  private void refuse(Inbox inbox, Errno errno) {
    metrics.errors.increment();
    reply(inbox, errno.code());
  }

  /** An answer without a body, to the message in the inbox. */
  private void reply(Inbox inbox, int errno) {
    long unique = Memory.getLong(inbox.message() + InHeader.UNIQUE);
    device.send(inbox.scratch(), ReplyEncoder.header(inbox.scratch(), 0, errno, unique));
  }

  /**
   * Gives a request to the file system, after it was let in.
   *
   * <p>What the file system threw before it answered is answered EIO, and the request's memory is
   * given up: nobody knows whether something was begun that still writes to it. An {@link Error} is
   * of the process and not of the request: it ends the session.
   */
  void serve(Request request) {
    long ticket = request.ticket();
    if (executions.refuses(request.unique())) {
      request.error(ticket, Errno.EIO);
      return;
    }
    request.prepareRoom();
    int place = executions.begin(request.unique(), request.opcode(), request.nodeid());
    try {
      call(request, request.opcode());
    } catch (Error e) {
      executions.threw(place);
      throw e;
    } catch (InitExchange.NotPersisted e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, request.opcode() + " failed; its caller gets EIO", e);
      if (request.abandon(ticket, Errno.EIO)) {
        pool.discard(request);
      }
    }
    executions.end(place);
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
      default -> throw new IllegalStateException(opcode + " has no method");
    }
  }

  /** Messages without an answer. */
  private void hear(Inbox inbox, Opcode opcode) {
    try {
      switch (opcode) {
        case FORGET -> fileSystem.forget(inbox.forget().nodeid(), inbox.forget().lookups());
        case BATCH_FORGET -> forgetAll(inbox.batchForget());
        case INTERRUPT -> interrupt(inbox, inbox.interrupt().target());
        default -> {
          // NOTIFY_REPLY: woke this thread, which is all it was for.
        }
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, opcode + " failed", e);
    }
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
  private void interrupt(Inbox inbox, long target) {
    Request found = pool.find(target);
    if (found == null) {
      LockSupport.parkNanos(INTERRUPT_PAUSE_NANOS);
      reply(inbox, Errno.EAGAIN.code());
      return;
    }
    fileSystem.interrupted(new Interruption(found, target, found.opcode(), found.pid(), metrics));
  }
}
