// SPDX-License-Identifier: Apache-2.0
package org.efc.client.change;

import java.util.function.Consumer;
import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Completion;
import org.efc.backend.Entry;
import org.efc.client.answer.ClientMetrics;
import org.efc.client.answer.Step;
import org.efc.client.config.FaultPoints;
import org.efc.client.config.FaultPoints.Instant;
import org.efc.client.state.Intent;
import org.efc.client.state.IntentRing;
import org.efc.common.Errno;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.abi.Protocol;

/**
 * Lets a request take effect once, whenever the process is killed. The request's intent is written
 * before the storage is asked, and what the storage answered before the kernel gets it. When the
 * kernel sends the request to the next process:
 *
 * <ul>
 *   <li>there is no intent, or the storage was not asked: it is done as any other
 *   <li>it is known what it came to: that is its answer
 *   <li>the storage was asked, and it remembers its answers ({@link Backend#replaysAnswers}): it is
 *       asked again under the same number, and what it says is the truth
 *   <li>the storage was asked, and it does not remember: what is there now decides, with what was
 *       there before, as far as that is known
 * </ul>
 *
 * <p>A server that begins anew has lost its memory. Then the same is true of what it was sent
 * before by this process ({@link Intent#isDoubtful}).
 */
public final class ExactlyOnce {
  private final Backend backend;
  private final IntentRing ring;
  private final FaultPoints faults;
  private final ClientMetrics metrics;

  public ExactlyOnce(Backend backend, IntentRing ring, FaultPoints faults, ClientMetrics metrics) {
    this.backend = backend;
    this.ring = ring;
    this.faults = faults;
    this.metrics = metrics;
  }

  /**
   * The intent of a request, begun now or by a predecessor. It ends with the request's answer.
   *
   * @param subject a hash of the name, or of what else tells the request from others
   */
  public Intent begin(PendingRequest request, long nodeid, long subject) {
    Intent intent =
        ring.begin(
            request.unique() & ~Protocol.UNIQUE_RESEND,
            request.isResent(),
            request.opcode().number(),
            nodeid,
            subject);
    request.tell(intent);
    return intent;
  }

  /** Answers what a predecessor has done: as it was refused, or by {@code success}. */
  public boolean answers(PendingRequest request, Intent intent, Runnable success) {
    if (!intent.isDone()) {
      return false;
    }
    metrics.repeated.increment();
    intent.errno().ifPresentOrElse(request::error, success);
    return true;
  }

  /**
   * The same for what made something. It is looked at anew by its handle; when it is gone since,
   * its making succeeded all the same.
   */
  public boolean answersMade(PendingRequest request, Intent intent, Consumer<Entry> success) {
    return answers(
        request,
        intent,
        () -> {
          Entry made = intent.entry().orElseThrow();
          backend.getattr(
              Caller.ROOT,
              made.handle(),
              Step.then(
                  request,
                  now -> success.accept(new Entry(made.handle(), now)),
                  _ -> success.accept(made)));
        });
  }

  /** It was found that a predecessor has done it. */
  public void foundDone(PendingRequest request, Intent intent) {
    metrics.repeated.increment();
    intent.done();
    request.ok();
  }

  /** Notes that the storage refused it, and answers so. */
  public void refuse(PendingRequest request, Intent intent, Errno errno) {
    intent.refused(errno);
    noted(request);
    request.error(errno);
  }

  /**
   * Whether what is there now must decide, since the storage knows no more than we do. To be asked
   * when the storage has answered: it may begin anew while it is asked.
   */
  public boolean mustGuess(Intent intent) {
    return intent.isDoubtful() || (intent.isResumed() && !backend.replaysAnswers());
  }

  /** The end of the one call that does it under the intent's number; made right before the call. */
  public <T> Completion<T> call(PendingRequest request, Intent intent, Consumer<T> next) {
    return call(request, intent, next, errno -> refuse(request, intent, errno));
  }

  /** The same with something to do about a refusal, which is not noted. */
  public <T> Completion<T> call(
      PendingRequest request, Intent intent, Consumer<T> next, Consumer<Errno> otherwise) {
    sending(request, intent);
    return Step.then(
        request,
        value -> {
          tookEffect(request);
          note(intent, value);
          noted(request);
          next.accept(value);
        },
        errno -> {
          tookEffect(request);
          otherwise.accept(errno);
        });
  }

  private static void note(Intent intent, Object result) {
    switch (result) {
      case Entry entry -> intent.done(entry);
      case Attributes attributes -> intent.done(attributes);
      default -> intent.done();
    }
  }

  public void sending(PendingRequest request, Intent intent) {
    faults.reach(Instant.SEND, request.opcode());
    intent.asked();
  }

  public void tookEffect(PendingRequest request) {
    faults.reach(Instant.EFFECT, request.opcode());
  }

  public void noted(PendingRequest request) {
    faults.reach(Instant.REPLY, request.opcode());
  }
}
