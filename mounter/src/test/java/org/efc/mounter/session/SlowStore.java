// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.util.concurrent.CountDownLatch;
import org.efc.mounter.state.MountRecord;
import org.efc.mounter.state.MountStore;

/** A disk whose fsync takes as long as the test wants. */
final class SlowStore {
  private volatile CountDownLatch gate = new CountDownLatch(0);

  /** From now on nothing is written until the latch is down. */
  void hangUntil(CountDownLatch open) {
    gate = open;
  }

  MountStore of(MountStore store) {
    return new MountStore() {
      @Override
      public Loaded load() {
        return store.load();
      }

      @Override
      public void save(MountRecord record) {
        try {
          gate.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
        store.save(record);
      }

      @Override
      public void remove(String volumeId) {
        store.remove(volumeId);
      }
    };
  }
}
