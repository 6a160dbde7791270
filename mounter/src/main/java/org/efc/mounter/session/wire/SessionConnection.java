// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session.wire;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.efc.common.Errno;
import org.efc.common.linux.Fd;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.UnixSocket;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;

/**
 * The caller's side of the session socket: connect, send, receive, close, all before a deadline.
 * The blocking calls run on platform threads of its own: a virtual thread that waits in recvmsg(2)
 * would pin its carrier.
 */
public final class SessionConnection implements AutoCloseable {
  /** What the way there and back may take on top of the work. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** Calls of one process at a time; more are refused, not queued. */
  private static final int MAX_CALLS = 64;

  private final String path;
  private final ThreadPoolExecutor threads;

  public SessionConnection(String path) {
    this.path = path;
    this.threads =
        new ThreadPoolExecutor(
            0,
            MAX_CALLS,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("session-call-", 0).factory());
  }

  /** A reply and the descriptors that came with it; the receiver owns them. */
  public record Answer(Reply reply, List<Fd> fds) {}

  /**
   * Asks, and returns any reply but {@link Reply.Failed}.
   *
   * @throws MountException as the session manager says; UNAVAILABLE when it can't be reached;
   *     DEADLINE when it does not answer
   */
  public Reply ask(Request request, Duration deadline) {
    Answer answer = ask(request, List.of(), deadline);
    answer.fds().forEach(Fd::close);
    return answer.reply();
  }

  /**
   * As {@link #ask(Request, Duration)}, with descriptors both ways; those sent stay the caller's.
   */
  public Answer ask(Request request, List<Fd> fds, Duration deadline) {
    Future<Answer> future;
    try {
      Callable<Answer> call = () -> exchange(request, fds, deadline);
      future = threads.submit(call);
    } catch (RejectedExecutionException e) {
      throw new MountException(
          Kind.EXHAUSTED, MAX_CALLS + " calls to the session manager are under way", e);
    }
    try {
      return future.get(deadline.plus(GRACE).plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw silent(deadline, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MountException(Kind.DEADLINE, "interrupted while asking " + path, e);
    }
  }

  private Answer exchange(Request request, List<Fd> fds, Duration deadline) {
    try (UnixSocket socket = connect(deadline)) {
      new Frame(Wire.encode(new Wire.Call(request, deadline)), fds).send(socket, GRACE);
      Frame frame = Frame.receive(socket, deadline.plus(GRACE));
      Reply reply;
      try {
        reply = Wire.decodeReply(frame.body());
      } catch (RuntimeException e) {
        frame.fds().forEach(Fd::close);
        throw e;
      }
      if (reply instanceof Reply.Failed failed) {
        frame.fds().forEach(Fd::close);
        throw new MountException(failed.kind(), failed.message());
      }
      return new Answer(reply, frame.fds());
    } catch (LinuxException e) {
      if (e.errno() == Errno.EAGAIN) {
        throw silent(deadline, e);
      }
      throw new MountException(
          Kind.UNAVAILABLE, "lost the session manager at " + path + ": " + e.getMessage(), e);
    } catch (Frame.BadFrameException e) {
      throw new MountException(
          Kind.UNAVAILABLE, "lost the session manager at " + path + ": " + e.getMessage(), e);
    }
  }

  private UnixSocket connect(Duration deadline) {
    try {
      return UnixSocket.connect(path, deadline);
    } catch (LinuxException e) {
      throw new MountException(
          Kind.UNAVAILABLE,
          "no session manager answers at "
              + path
              + " ("
              + e.errno()
              + "): is `efc sessmgr --socket "
              + path
              + "` running on this node?",
          e);
    }
  }

  private MountException silent(Duration deadline, Exception cause) {
    return new MountException(
        Kind.DEADLINE,
        "the session manager at "
            + path
            + " did not answer within "
            + deadline.toMillis()
            + " ms; the work may go on",
        cause);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
