// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.grpc;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What every unary call of the services has in common. */
public final class Rpc {
  private static final System.Logger LOG = System.getLogger(Rpc.class.getName());

  /** So much earlier than the caller gives up, so that it reads why. */
  private static final Duration MARGIN = Duration.ofMillis(500);

  private static final Duration LEAST = Duration.ofMillis(100);

  private Rpc() {}

  /** Answers with what {@code work} returns, or with the status of what it throws. */
  public static <T> void answer(StreamObserver<T> reply, Supplier<T> work) {
    T response;
    try {
      response = work.get();
    } catch (RuntimeException e) {
      Status status = StatusMapper.of(e);
      if (status.getCode() == Status.Code.INTERNAL) {
        LOG.log(System.Logger.Level.ERROR, "a call failed unexpectedly", e);
      }
      reply.onError(status.asRuntimeException());
      return;
    }
    reply.onNext(response);
    reply.onCompleted();
  }

  /**
   * How long the call of this thread may take: until its caller's deadline, {@code most} at most.
   */
  public static Duration timeLeft(Duration most) {
    io.grpc.Deadline deadline = Context.current().getDeadline();
    if (deadline == null) {
      return most;
    }
    Duration left = Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS)).minus(MARGIN);
    if (left.compareTo(LEAST) < 0) {
      return LEAST;
    }
    return left.compareTo(most) < 0 ? left : most;
  }
}
