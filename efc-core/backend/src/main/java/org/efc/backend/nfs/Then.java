// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.util.function.Consumer;
import org.efc.backend.Completion;
import org.efc.common.Errno;

/**
 * One step of several: success goes on with the next step, failure ends them all.
 *
 * @param transaction of this step; 0 for one that may be done twice
 */
record Then<T>(Completion<?> all, Consumer<T> step, long transaction) implements Completion<T> {
  Then(Completion<?> all, Consumer<T> step) {
    this(all, step, 0);
  }

  /** The step that is the transaction: there must be no other. */
  static <T> Then<T> first(Completion<?> all, Consumer<T> step) {
    return new Then<>(all, step, all.transaction());
  }

  @Override
  public void doubtful() {
    if (transaction != 0) {
      all.doubtful();
    }
  }

  @Override
  public void succeeded(T value) {
    step.accept(value);
  }

  @Override
  public void failed(Errno errno) {
    all.failed(errno);
  }
}
