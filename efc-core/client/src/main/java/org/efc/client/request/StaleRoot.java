// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.Optional;
import org.efc.client.state.InodeTable;
import org.efc.common.Errno;

/**
 * Notices that the storage does not know the volume's root any more: the export has another id, or
 * its directory was replaced. A handle is asked for when a process starts and never again, so only
 * the next process can find the new root.
 */
public final class StaleRoot {
  private volatile Optional<Runnable> then = Optional.empty();
  private volatile boolean stale;

  /** Whether the last answer about the root was that its handle is stale. */
  public boolean isStale() {
    return stale;
  }

  /** What happens, on the thread of the answer, each time the root turns out to be stale. */
  public void then(Runnable action) {
    then = Optional.of(action);
  }

  /** A request on an object failed. */
  void failed(long nodeid, Errno errno) {
    if (nodeid == InodeTable.ROOT && errno == Errno.ESTALE) {
      stale = true;
      then.ifPresent(Runnable::run);
    }
  }

  /** The storage told attributes of an object. */
  void answered(long nodeid) {
    if (stale && nodeid == InodeTable.ROOT) {
      stale = false;
    }
  }
}
