// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.Optional;
import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.efc.backend.IoCompletion;
import org.efc.client.answer.Refusal;
import org.efc.client.caller.OwnerRetry;
import org.efc.client.caller.PosixMode;
import org.efc.client.state.OpenFile;
import org.efc.common.Errno;
import org.efc.fuse.PendingRequest;

/**
 * A READ or a WRITE under way: on behalf of the opener of the file, and once more as the owner, if
 * {@link OwnerRetry} says so. When the file was opened by a predecessor, the opener is not known:
 * then on behalf of who asks.
 */
abstract class IoCall implements IoCompletion {
  final PendingRequest request;
  final long nodeid;
  final Handle handle;
  private final Optional<OpenFile> file;
  private final int right;
  private Caller caller;
  private boolean repeated;

  /**
   * @param right of {@link PosixMode}: what it needs
   * @param asker who asks, when the opener is not known
   */
  IoCall(
      PendingRequest request,
      long nodeid,
      Handle handle,
      Optional<OpenFile> file,
      int right,
      Caller asker) {
    this.request = request;
    this.nodeid = nodeid;
    this.handle = handle;
    this.file = file;
    this.right = right;
    this.caller = file.isPresent() ? file.get().caller() : asker;
  }

  /** Who opened files. */
  abstract Openers openers();

  /** Sends it to the storage, on behalf of {@code caller}. */
  abstract void send(Caller caller);

  /** The call of the storage has ended, and {@link #done} has run if it succeeded. */
  void ended() {}

  /** It succeeded. */
  abstract void done(int count, long verifier);

  final Caller caller() {
    return caller;
  }

  /** Whether it is sent once more, as the owner. */
  final boolean isRepeated() {
    return repeated;
  }

  final void start() {
    if (file.isPresent()) { // no lambda: this is the way of every read and write
      openers().used(file.get());
    }
    send(caller);
  }

  @Override
  public final void succeeded(int count, long verifier) {
    int place = request.begin();
    try {
      if (repeated) {
        file.ifPresent(opened -> opened.owner(caller));
      }
      done(count, verifier);
    } catch (RuntimeException | Error e) {
      Refusal.afterAnswer(request, e);
    } finally {
      ended();
    }
    request.end(place);
  }

  @Override
  public final void failed(Errno errno) {
    int place = request.begin();
    try {
      ended();
      answerOrRepeat(errno);
    } catch (RuntimeException | Error e) {
      Refusal.afterAnswer(request, e);
    }
    request.end(place);
  }

  private void answerOrRepeat(Errno errno) {
    if ((errno != Errno.EACCES && errno != Errno.EPERM) || repeated) {
      request.error(errno);
      return;
    }
    repeated = true;
    openers()
        .owner(
            request,
            handle,
            file.isPresent() ? file.get().opener() : caller,
            right,
            errno,
            owner -> {
              caller = owner;
              send(owner);
            });
  }
}
