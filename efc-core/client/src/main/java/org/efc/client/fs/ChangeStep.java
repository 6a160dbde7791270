// SPDX-License-Identifier: Apache-2.0
package org.efc.client.fs;

import java.util.function.Consumer;
import org.efc.backend.Attributes;
import org.efc.backend.Completion;
import org.efc.backend.Entry;
import org.efc.client.state.Intent;
import org.efc.common.Errno;
import org.efc.fuse.Request;

/** The end of the one call of a request that must take effect once: notes the result first. */
final class ChangeStep<T> implements Completion<T> {
  private final Once once;
  private final Request request;
  private final Intent intent;
  private final Consumer<T> next;
  private final Consumer<Errno> otherwise;

  ChangeStep(
      Once once, Request request, Intent intent, Consumer<T> next, Consumer<Errno> otherwise) {
    this.once = once;
    this.request = request;
    this.intent = intent;
    this.next = next;
    this.otherwise = otherwise;
  }

  @Override
  public long transaction() {
    return intent.transaction();
  }

  @Override
  public void succeeded(T value) {
    try {
      once.tookEffect(request);
      switch (value) {
        case Entry entry -> intent.done(entry);
        case Attributes attributes -> intent.done(attributes);
        default -> intent.done();
      }
      once.noted(request);
      next.accept(value);
    } catch (RuntimeException e) {
      request.error(Refusal.errno(e));
    }
  }

  @Override
  public void failed(Errno errno) {
    try {
      once.tookEffect(request);
      otherwise.accept(errno);
    } catch (RuntimeException e) {
      request.error(Refusal.errno(e));
    }
  }
}
