// SPDX-License-Identifier: Apache-2.0
package org.efc.client.fs;

import org.efc.backend.Completion;
import org.efc.client.state.Intent;
import org.efc.common.Errno;

/** The step after the one call of a request that must take effect once: under its number. */
record ChangeStep<T>(Intent intent, Step<T> step) implements Completion<T> {
  @Override
  public long transaction() {
    return intent.transaction();
  }

  @Override
  public void doubtful() {
    intent.doubt();
  }

  @Override
  public void succeeded(T value) {
    step.succeeded(value);
  }

  @Override
  public void failed(Errno errno) {
    step.failed(errno);
  }
}
