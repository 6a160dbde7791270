// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.service;

import java.time.Duration;
import org.efc.csi.failure.CsiException;
import org.efc.csi.failure.CsiException.Reason;
import org.efc.mounter.MountException;
import org.efc.mounter.Mounter;

/**
 * What a controller that runs beside a node service knows of volumes on this node. A controller on
 * its own knows nothing: there Kubernetes sees to it that no volume in use is deleted.
 */
public interface LocalUse {
  /** For a controller on its own. */
  LocalUse NONE =
      new LocalUse() {
        @Override
        public void requireUnused(String volumeId, Duration limit) {}

        @Override
        public void capacityChanged(String volumeId, Duration limit) {}
      };

  /**
   * @throws CsiException NOT_NOW when the volume is staged here
   */
  void requireUnused(String volumeId, Duration limit);

  /** Has the volume's client, if there is one here, look at the quota before kubelet says so. */
  void capacityChanged(String volumeId, Duration limit);

  /** For a controller in the same process as a node service. */
  static LocalUse of(Mounter mounter) {
    return new LocalUse() {
      private static final System.Logger LOG = System.getLogger(LocalUse.class.getName());

      @Override
      public void requireUnused(String volumeId, Duration limit) {
        if (mounter.status(volumeId, limit).isPresent()) {
          throw new CsiException(
              Reason.NOT_NOW, "volume_id is \"" + volumeId + "\": it is staged on this node");
        }
      }

      @Override
      public void capacityChanged(String volumeId, Duration limit) {
        try {
          if (mounter.status(volumeId, limit).isPresent()) {
            long _ = mounter.reloadQuota(volumeId, limit);
          }
        } catch (MountException e) {
          // NodeExpandVolume asks for it again.
          LOG.log(System.Logger.Level.INFO, "volume {0}: {1}", volumeId, e.getMessage());
        }
      }
    };
  }
}
