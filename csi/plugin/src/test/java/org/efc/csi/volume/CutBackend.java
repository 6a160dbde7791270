// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.volume;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.efc.backend.Backend;
import org.efc.backend.contract.InterceptedBackend;
import org.efc.common.Errno;

/** A backend whose connection is cut for good after a number of calls: as a kill -9 looks to it. */
final class CutBackend extends InterceptedBackend {
  private final AtomicInteger left;

  private CutBackend(int calls, Backend whole) {
    super(whole);
    this.left = new AtomicInteger(calls);
  }

  static Backend after(int calls, Backend whole) {
    return new CutBackend(calls, whole);
  }

  @Override
  protected Optional<Errno> before(Call call) {
    return left.getAndDecrement() <= 0 ? Optional.of(Errno.ECONNRESET) : Optional.empty();
  }
}
