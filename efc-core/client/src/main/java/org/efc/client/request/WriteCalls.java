// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.Optional;
import org.efc.backend.Backend;
import org.efc.backend.BufferCalls;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.Stability;
import org.efc.client.caller.PosixMode;
import org.efc.client.change.ExactlyOnce;
import org.efc.client.config.WriteMode;
import org.efc.client.state.Inode;
import org.efc.client.state.InodeTable;
import org.efc.client.state.Intent;
import org.efc.client.state.OpenFile;
import org.efc.client.validity.WritesUnderWay;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.op.Write;

/**
 * WRITEs under way: each is sent as {@link WriteMode} says, and what it came to is noted before it
 * is acknowledged.
 */
final class WriteCalls {
  private static final int NONE = -1;

  private final Backend backend;
  private final InodeTable inodes;
  private final Openers openers;
  private final ExactlyOnce once;
  private final WritesUnderWay underWay;
  private final Written written;
  private final Optional<WriteMode> chosen;
  private volatile WriteMode mode;

  WriteCalls(
      Backend backend,
      InodeTable inodes,
      Openers openers,
      ExactlyOnce once,
      WritesUnderWay underWay,
      Written written,
      Optional<WriteMode> chosen) {
    this.backend = backend;
    this.inodes = inodes;
    this.openers = openers;
    this.once = once;
    this.underWay = underWay;
    this.written = written;
    this.chosen = chosen;
    this.mode = chosen.orElse(WriteMode.STABLE);
  }

  /** What holds when the options don't say. Writes that came before are stable. */
  void defaultMode(WriteMode wanted) {
    mode = chosen.orElse(wanted);
  }

  /** One that is not sent yet. */
  Call of(
      PendingRequest request,
      Intent intent,
      Write op,
      Inode inode,
      Optional<OpenFile> file,
      Caller asker) {
    return new Call(request, intent, op, inode, file, asker);
  }

  final class Call extends IoCall {
    private final Intent intent;
    private final Inode inode;
    private final WriteMode sentAs = mode;
    private final long offset;
    private final boolean killsPrivileges;
    private volatile int place = NONE;

    private Call(
        PendingRequest request,
        Intent intent,
        Write op,
        Inode inode,
        Optional<OpenFile> file,
        Caller asker) {
      super(request, op.nodeid(), inodes.handle(op.nodeid()), file, PosixMode.WRITE, asker);
      this.intent = intent;
      this.inode = inode;
      this.offset = op.offset();
      this.killsPrivileges = op.killsPrivileges() && inode.mayHavePrivileges();
    }

    @Override
    Openers openers() {
      return openers;
    }

    @Override
    void send(Caller caller) {
      int size = request.payload().remaining();
      place = underWay.begins(nodeid, offset + size);
      Stability stability = sentAs == WriteMode.STABLE ? Stability.FILE_SYNC : Stability.UNSTABLE;
      try {
        once.sending(request, intent);
        // Once more as the owner is another call, and writing is no worse twice.
        Change change = isRepeated() ? Change.REPEATABLE : intent;
        BufferCalls.write(
            backend,
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
        underWay.ended(place);
        place = NONE;
      }
    }

    @Override
    void done(int count, long verifier) {
      once.tookEffect(request);
      written.count(inode, offset, count);
      if (sentAs == WriteMode.UNSTABLE) {
        inode.wroteUnstable(verifier);
      }
      // Last: a successor goes on from here.
      intent.done(count);
      once.noted(request);
      acknowledge(count);
    }

    /** Answers the WRITE. */
    void acknowledge(int count) {
      if (killsPrivileges) {
        written.unprivileged(request, nodeid, handle, count);
      } else {
        request.written(count);
      }
    }
  }
}
