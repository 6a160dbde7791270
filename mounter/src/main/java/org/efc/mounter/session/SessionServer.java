// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.efc.common.EfcException;
import org.efc.common.Errno;
import org.efc.common.linux.Fd;
import org.efc.common.linux.Libc;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.Syscall;
import org.efc.common.linux.UnixSocket;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.session.wire.Frame;
import org.efc.mounter.session.wire.Reply;
import org.efc.mounter.session.wire.Wire;

/**
 * Listens for one request per connection, from root or our own user. Work and waiting are apart: a
 * caller is told DEADLINE when its time is up, and the work goes on.
 */
final class SessionServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SessionServer.class.getName());
  private static final int BACKLOG = 128;
  private static final int MAX_CONNECTIONS = 128;
  private static final int MAX_CALLS = 128;
  private static final Duration REQUEST_DEADLINE = Duration.ofSeconds(5);
  private static final Duration REPLY_DEADLINE = Duration.ofSeconds(5);
  private static final Duration ACCEPT_TICK = Duration.ofMillis(500);
  private static final Duration LONGEST_CALL = Duration.ofMinutes(10);

  private final RequestHandler handler;
  private final UnixSocket listener;
  private final ThreadPoolExecutor connections = pool("connection-", MAX_CONNECTIONS);
  private final ThreadPoolExecutor calls = pool("call-", MAX_CALLS);
  private final long uid = Libc.current().call(Syscall.GETEUID, 0);
  private volatile boolean closed;

  /**
   * @throws LinuxException when nothing can listen at {@code path}
   */
  SessionServer(String path, RequestHandler handler) {
    this.handler = handler;
    this.listener = UnixSocket.listen(path, BACKLOG);
    listener.deadline(ACCEPT_TICK);
    Thread.ofPlatform().daemon().name("accept").start(this::accept);
  }

  private static ThreadPoolExecutor pool(String name, int max) {
    return new ThreadPoolExecutor(
        0,
        max,
        10,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        Thread.ofPlatform().daemon().name(name, 0).factory());
  }

  private void accept() {
    while (!closed) {
      UnixSocket connection;
      try {
        connection = listener.accept();
      } catch (LinuxException e) {
        if (e.errno() != Errno.EAGAIN && !closed) {
          LOG.log(System.Logger.Level.WARNING, "accept failed: {0}", e.getMessage());
          java.util.concurrent.locks.LockSupport.parkNanos(ACCEPT_TICK.toNanos());
        }
        continue;
      } catch (IllegalStateException e) {
        return;
      }
      try {
        connections.execute(() -> serve(connection));
      } catch (RejectedExecutionException e) {
        LOG.log(System.Logger.Level.WARNING, "more than {0} connections", MAX_CONNECTIONS);
        connection.close();
      }
    }
    listener.close();
  }

  private void serve(UnixSocket connection) {
    try (connection) {
      UnixSocket.Peer peer = connection.peer();
      if (peer.uid() != 0 && peer.uid() != uid) {
        LOG.log(
            System.Logger.Level.WARNING,
            "process {0,number,#} of user {1,number,#} is refused",
            peer.pid(),
            peer.uid());
        reply(connection, failed(Kind.DENIED, "only root may ask, not user " + peer.uid()));
        return;
      }
      Frame frame = Frame.receive(connection, REQUEST_DEADLINE);
      reply(connection, answer(frame));
    } catch (LinuxException | Frame.BadFrameException e) {
      LOG.log(System.Logger.Level.INFO, "connection is dropped: {0}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "connection failed", e);
    }
  }

  private RequestHandler.Outcome answer(Frame frame) {
    Wire.Call call;
    try {
      call = Wire.decodeCall(frame.body());
    } catch (MountException e) {
      frame.fds().forEach(Fd::close);
      return failed(e.kind(), String.valueOf(e.getMessage()));
    }
    Duration deadline =
        call.deadline().compareTo(LONGEST_CALL) > 0 ? LONGEST_CALL : call.deadline();
    CompletableFuture<RequestHandler.Outcome> outcome;
    try {
      outcome =
          CompletableFuture.supplyAsync(
              () -> handler.handle(call.request(), deadline, frame.fds()), calls);
    } catch (RejectedExecutionException e) {
      frame.fds().forEach(Fd::close);
      return failed(Kind.EXHAUSTED, MAX_CALLS + " calls are under way on this node");
    }
    try {
      return outcome.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // Nobody will send these descriptors any more.
      outcome.thenAccept(late -> late.fds().forEach(Fd::close));
      return failed(
          Kind.DEADLINE,
          call.request().getClass().getSimpleName().toLowerCase()
              + " takes longer than "
              + deadline.toMillis()
              + " ms; it goes on");
    } catch (ExecutionException e) {
      return failure(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(Kind.UNAVAILABLE, "the session manager is ending");
    }
  }

  private static RequestHandler.Outcome failure(@org.jspecify.annotations.Nullable Throwable why) {
    if (why instanceof MountException e) {
      if (e.kind() == Kind.INTERNAL) {
        LOG.log(System.Logger.Level.ERROR, "call failed", e);
      }
      return failed(e.kind(), String.valueOf(e.getMessage()));
    }
    LOG.log(System.Logger.Level.ERROR, "call failed", why);
    String message =
        why instanceof EfcException ? String.valueOf(why.getMessage()) : String.valueOf(why);
    return failed(Kind.INTERNAL, message);
  }

  private static RequestHandler.Outcome failed(Kind kind, String message) {
    return new RequestHandler.Outcome(new Reply.Failed(kind, message));
  }

  private static void reply(UnixSocket connection, RequestHandler.Outcome outcome) {
    try {
      new Frame(Wire.encode(outcome.reply()), outcome.fds()).send(connection, REPLY_DEADLINE);
    } finally {
      outcome.fds().forEach(Fd::close);
    }
  }

  /** Stops listening; calls under way go on as long as the process lives. */
  @Override
  public void close() {
    closed = true;
    connections.shutdown();
    calls.shutdown();
  }
}
