// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.csi;

import csi.v1.Csi.VolumeCapability;
import csi.v1.Csi.VolumeCapability.AccessMode;
import csi.v1.Csi.VolumeCapability.MountVolume;

/** The volume capabilities that kubelet asks for. */
public final class Capabilities {
  private Capabilities() {}

  /** A file system for many nodes (ReadWriteMany). */
  public static VolumeCapability shared() {
    return mount(AccessMode.Mode.MULTI_NODE_MULTI_WRITER);
  }

  /** The same for pods with an fsGroup. */
  public static VolumeCapability sharedBy(int group) {
    return shared().toBuilder()
        .setMount(MountVolume.newBuilder().setVolumeMountGroup(Integer.toString(group)))
        .build();
  }

  /** A file system in this access mode. */
  public static VolumeCapability mount(AccessMode.Mode mode) {
    return VolumeCapability.newBuilder()
        .setMount(MountVolume.getDefaultInstance())
        .setAccessMode(AccessMode.newBuilder().setMode(mode))
        .build();
  }
}
