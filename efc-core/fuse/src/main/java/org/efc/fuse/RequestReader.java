// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import org.efc.common.Errno;
import org.efc.fuse.op.Opcode;

/**
 * The loop of one reader thread: read a message, serve it or have it wait, again. It always comes
 * back to read, however many requests the file system has: see {@link Admission}.
 */
final class RequestReader implements Runnable {
  private final FuseDevice device;
  private final RequestPool pool;
  private final PayloadPool payloads;
  private final Admission admission;
  private final Backlog backlog;
  private final Dispatcher dispatcher;
  private final FuseSession session;
  private final Dispatching dispatching = new Dispatching();

  RequestReader(
      FuseDevice device,
      RequestPool pool,
      PayloadPool payloads,
      Admission admission,
      Backlog backlog,
      Dispatcher dispatcher,
      FuseSession session) {
    this.device = device;
    this.pool = pool;
    this.payloads = payloads;
    this.admission = admission;
    this.backlog = backlog;
    this.dispatcher = dispatcher;
    this.session = session;
  }

  @Override
  public void run() {
    session.readerEntered();
    dispatching.enter();
    Inbox inbox = new Inbox(payloads);
    try {
      serve(inbox);
    } catch (Throwable e) {
      session.ended(new SessionEnd.Failed(e));
    } finally {
      inbox.close();
      session.readerLeft();
    }
  }

  /** As {@link Dispatching#spinningMillis}. */
  long spinningMillis() {
    return dispatching.spinningMillis();
  }

  private void serve(Inbox inbox) {
    Request hand = pool.take();
    while (!session.isStopping()) {
      long length = device.receive(inbox.message(), inbox.capacity());
      if (length == -Errno.EINTR.code()) {
        continue;
      }
      if (length < 0) {
        session.ended(endOf(Errno.of((int) -length)));
        break;
      }
      dispatching.begin();
      if (!isFreeAfter(hand, inbox, (int) length)) {
        hand = pool.take();
      }
      dispatching.end();
    }
    pool.put(hand);
  }

  /** Serves a message, if need be with the request in hand, and says whether that is free again. */
  private boolean isFreeAfter(Request hand, Inbox inbox, int length) {
    Opcode opcode = dispatcher.accept(inbox, length, payloads.largest());
    if (opcode == null) {
      return true;
    }
    hand.arrived(inbox, length, opcode);
    if (admission.enter()) {
      dispatcher.serve(hand);
      return hand.endDispatch();
    }
    if (admission.park(hand, device)) {
      backlog.begin();
    }
    return false;
  }

  private static SessionEnd endOf(Errno errno) {
    return switch (errno) {
      case ENODEV -> new SessionEnd.Unmounted();
      case ECONNABORTED -> new SessionEnd.Aborted();
      default -> new SessionEnd.Failed(new FuseException("read of the FUSE device: " + errno));
    };
  }
}
