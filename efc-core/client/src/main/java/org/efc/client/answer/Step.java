// SPDX-License-Identifier: Apache-2.0
package org.efc.client.answer;

import java.util.function.Consumer;
import org.efc.backend.Completion;
import org.efc.common.Errno;
import org.efc.fuse.PendingRequest;

/**
 * What is done about a request when a call of the storage has ended. A failure ends the request,
 * unless the step says otherwise. What a step throws is dealt with by {@link Refusal#afterAnswer}.
 */
public final class Step<T> implements Completion<T> {
  private final PendingRequest request;
  private final Consumer<T> next;
  private final Consumer<Errno> otherwise;

  private Step(PendingRequest request, Consumer<T> next, Consumer<Errno> otherwise) {
    this.request = request;
    this.next = next;
    this.otherwise = otherwise;
  }

  /** Goes on with the result; a failure is the request's error. */
  public static <T> Step<T> then(PendingRequest request, Consumer<T> next) {
    return new Step<>(request, next, request::error);
  }

  /** Goes on with the result, or with the errno. */
  public static <T> Step<T> then(
      PendingRequest request, Consumer<T> next, Consumer<Errno> otherwise) {
    return new Step<>(request, next, otherwise);
  }

  @Override
  public void succeeded(T value) {
    int place = request.begin();
    try {
      next.accept(value);
    } catch (RuntimeException | Error e) {
      Refusal.afterAnswer(request, e);
    }
    request.end(place);
  }

  @Override
  public void failed(Errno errno) {
    int place = request.begin();
    try {
      otherwise.accept(errno);
    } catch (RuntimeException | Error e) {
      Refusal.afterAnswer(request, e);
    }
    request.end(place);
  }
}
