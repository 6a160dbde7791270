// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import org.efc.common.Errno;
import org.jspecify.annotations.Nullable;

/** The loop of one reader thread: read a request, dispatch it, again. */
final class RequestReader implements Runnable {
  private final FuseDevice device;
  private final RequestPool pool;
  private final Dispatcher dispatcher;
  private final FuseSession session;
  private final Dispatching dispatching = new Dispatching();

  RequestReader(FuseDevice device, RequestPool pool, Dispatcher dispatcher, FuseSession session) {
    this.device = device;
    this.pool = pool;
    this.dispatcher = dispatcher;
    this.session = session;
  }

  @Override
  public void run() {
    session.readerEntered();
    dispatching.enter();
    try {
      serve();
    } catch (Throwable e) {
      session.ended(new SessionEnd.Failed(e));
    } finally {
      session.readerLeft();
    }
  }

  /** As {@link Dispatching#spinningMillis}. */
  long spinningMillis() {
    return dispatching.spinningMillis();
  }

  private void serve() {
    @Nullable Request request = pool.take();
    while (request != null && !session.isStopping()) {
      long length = device.receive(request.memory().request(), request.memory().requestCapacity());
      if (length == -Errno.EINTR.code()) {
        continue;
      }
      if (length < 0) {
        session.ended(endOf(Errno.of((int) -length)));
        return;
      }
      dispatching.begin();
      dispatcher.dispatch(request, (int) length);
      dispatching.end();
      if (!request.isFreeAfterDispatch()) {
        request = pool.take();
      }
    }
  }

  private static SessionEnd endOf(Errno errno) {
    return switch (errno) {
      case ENODEV -> new SessionEnd.Unmounted();
      case ECONNABORTED -> new SessionEnd.Aborted();
      default -> new SessionEnd.Failed(new FuseException("read of the FUSE device: " + errno));
    };
  }
}
