// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.util.function.Consumer;
import org.efc.backend.Completion;
import org.efc.common.Errno;

/** One step of several: success goes on with the next step, failure ends them all. */
record Then<T>(Completion<?> all, Consumer<T> step) implements Completion<T> {
  @Override
  public void succeeded(T value) {
    step.accept(value);
  }

  @Override
  public void failed(Errno errno) {
    all.failed(errno);
  }
}
