// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import static org.assertj.core.api.Assertions.assertThat;

import csi.v1.Csi.CapacityRange;
import csi.v1.Csi.CreateVolumeRequest;
import csi.v1.Csi.NodePublishVolumeRequest;
import csi.v1.Csi.NodeStageVolumeRequest;
import csi.v1.Csi.VolumeCapability;
import csi.v1.Csi.VolumeCapability.AccessMode;
import csi.v1.Csi.VolumeCapability.AccessMode.Mode;
import csi.v1.Csi.VolumeCapability.MountVolume;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** Requests that are right, for tests to change. */
public final class Requests {
  public static final String SOURCE = "nfs://nas/export";
  public static final long GIBIBYTE = 1L << 30;

  private Requests() {}

  public static VolumeCapability capability(Mode mode) {
    return VolumeCapability.newBuilder()
        .setMount(MountVolume.getDefaultInstance())
        .setAccessMode(AccessMode.newBuilder().setMode(mode))
        .build();
  }

  public static VolumeCapability shared() {
    return capability(Mode.MULTI_NODE_MULTI_WRITER);
  }

  /** With a mount flag. */
  public static VolumeCapability flagged(String flag) {
    return shared().toBuilder().setMount(MountVolume.newBuilder().addMountFlags(flag)).build();
  }

  public static CreateVolumeRequest.Builder create(String name) {
    return CreateVolumeRequest.newBuilder()
        .setName(name)
        .putParameters("source", SOURCE)
        .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(GIBIBYTE))
        .addVolumeCapabilities(shared());
  }

  public static NodeStageVolumeRequest.Builder stage(RunningPlugin plugin, String id) {
    return NodeStageVolumeRequest.newBuilder()
        .setVolumeId(id)
        .putVolumeContext("source", SOURCE)
        .setStagingTargetPath(plugin.staging(id))
        .setVolumeCapability(shared());
  }

  public static NodePublishVolumeRequest.Builder publish(RunningPlugin plugin, String id) {
    return NodePublishVolumeRequest.newBuilder()
        .setVolumeId(id)
        .putVolumeContext("source", SOURCE)
        .setStagingTargetPath(plugin.staging(id))
        .setTargetPath(plugin.target(id))
        .setVolumeCapability(shared());
  }

  /** The refusal of a call that must be refused. */
  public static Status refusal(Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
    throw new AssertionError("should have been refused");
  }

  public static void assertRefused(Runnable call, Status.Code code, String... says) {
    Status refusal = refusal(call);
    assertThat(refusal.getCode()).as(refusal.toString()).isEqualTo(code);
    for (String part : says) {
      assertThat(refusal.getDescription()).contains(part);
    }
  }
}
