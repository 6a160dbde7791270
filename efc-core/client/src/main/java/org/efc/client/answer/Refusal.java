// SPDX-License-Identifier: Apache-2.0
package org.efc.client.answer;

import java.time.Duration;
import org.efc.client.config.ClientException;
import org.efc.client.state.TableFullException;
import org.efc.client.state.UnknownNodeException;
import org.efc.common.Errno;
import org.efc.common.vital.FailStop;
import org.efc.fuse.PendingRequest;

/** Ends a request with an errno before anything is asked of the storage. Records no stack. */
public final class Refusal extends ClientException {
  private static final long serialVersionUID = 1L;
  private static final System.Logger LOG = System.getLogger(Refusal.class.getName());

  private static final LogLimit FULL = new LogLimit(Duration.ofSeconds(30), System::nanoTime);
  private static final LogLimit FAILED = new LogLimit(Duration.ofSeconds(30), System::nanoTime);

  private final Errno errno;

  public Refusal(Errno errno) {
    super(errno.name());
    this.errno = errno;
  }

  /** What the caller of a request is told when this is thrown while it is processed. */
  public static Errno errno(RuntimeException thrown) {
    return switch (thrown) {
      case Refusal refusal -> refusal.errno;
      case UnknownNodeException _ -> Errno.ESTALE;
      case TableFullException full -> {
        long left = FULL.next();
        if (left >= 0) {
          LOG.log(
              System.Logger.Level.ERROR,
              "{0}; the caller gets ENOMEM ({1} times more before)",
              full.getMessage(),
              left);
        }
        yield Errno.ENOMEM;
      }
      default -> {
        long left = FAILED.next();
        if (left >= 0) {
          LOG.log(
              System.Logger.Level.ERROR,
              "a request failed; its caller gets EIO (" + left + " times more before)",
              thrown);
        }
        yield Errno.EIO;
      }
    };
  }

  /** Goes on with a request, when the storage has answered. */
  public static void guarded(PendingRequest request, Runnable next) {
    int place = request.begin();
    try {
      next.run();
    } catch (RuntimeException | Error e) {
      afterAnswer(request, e);
    }
    request.end(place);
  }

  /**
   * What was to be done about an answer of the storage has thrown. A refusal is the request's
   * error. Anything else leaves a state that nobody knows: what took effect may be told as an
   * error, or not noted. Then the process ends, and the next one finds out what took effect; the
   * request is noted as one whose code threw, so that it does not end processes for ever.
   */
  public static void afterAnswer(PendingRequest request, Throwable thrown) {
    switch (thrown) {
      case Refusal refusal -> request.error(errno(refusal));
      case UnknownNodeException unknown -> request.error(errno(unknown));
      case TableFullException full -> request.error(errno(full));
      default -> {
        request.threw(request.begin()); // whichever thread this is, and before the process ends
        FailStop.HALT.failed("the completion of a request", thrown);
      }
    }
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // it does nothing
  public Throwable fillInStackTrace() {
    return this;
  }
}
