// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.grpc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.efc.csi.failure.CsiException;
import org.efc.csi.failure.CsiException.Reason;

/**
 * One call at a time on a volume, and one on a target path. Who comes second is refused at once:
 * "the plugin SHOULD return ABORTED if an operation is pending" (CSI, "Secrets and concurrency").
 */
public final class VolumeLocks {
  private final Set<String> held = ConcurrentHashMap.newKeySet();

  /** A lock that is held until it is closed. */
  public interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * @throws CsiException PENDING
   */
  public Held volume(String volumeId) {
    return take("volume " + volumeId);
  }

  /**
   * @throws CsiException PENDING
   */
  public Held target(String path) {
    return take("target " + path);
  }

  private Held take(String what) {
    if (!held.add(what)) {
      throw new CsiException(Reason.PENDING, "another call on " + what + " is under way");
    }
    return () -> held.remove(what);
  }
}
