// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.service;

import csi.v1.Csi.ControllerExpandVolumeResponse;
import csi.v1.Csi.ControllerGetVolumeResponse;
import csi.v1.Csi.CreateVolumeResponse;
import csi.v1.Csi.ListVolumesResponse;
import csi.v1.Csi.Volume;
import csi.v1.Csi.VolumeCondition;
import java.util.Map;
import java.util.Optional;
import org.efc.csi.request.ListPosition;
import org.efc.csi.request.VolumeId;
import org.efc.csi.volume.Volumes;

/** Volumes as the controller service tells them. */
final class VolumeReplies {
  private VolumeReplies() {}

  static CreateVolumeResponse created(String id, long capacity, Map<String, String> context) {
    return CreateVolumeResponse.newBuilder()
        .setVolume(volume(id, capacity).putAllVolumeContext(context))
        .build();
  }

  static ControllerGetVolumeResponse found(String id, long capacity) {
    Volume.Builder volume = volume(id, capacity);
    VolumeId.parse(id)
        .ifPresent(it -> volume.putVolumeContext("source", it.volumeSource().toString()));
    return ControllerGetVolumeResponse.newBuilder()
        .setVolume(volume)
        .setStatus(
            ControllerGetVolumeResponse.VolumeStatus.newBuilder()
                .setVolumeCondition(condition(Optional.empty())))
        .build();
  }

  /** The client of each node must look at the quota again. */
  static ControllerExpandVolumeResponse expanded(long capacity) {
    return ControllerExpandVolumeResponse.newBuilder()
        .setCapacityBytes(capacity)
        .setNodeExpansionRequired(true)
        .build();
  }

  static ListVolumesResponse page(Volumes.Page page) {
    ListVolumesResponse.Builder list = ListVolumesResponse.newBuilder();
    for (Volumes.Listed listed : page.volumes()) {
      list.addEntriesBuilder()
          .setVolume(volume(listed.volumeId(), listed.capacity()))
          .getStatusBuilder()
          .setVolumeCondition(condition(listed.problem()));
    }
    return list.setNextToken(page.next().map(ListPosition::token).orElse("")).build();
  }

  private static Volume.Builder volume(String id, long capacity) {
    return Volume.newBuilder().setVolumeId(id).setCapacityBytes(capacity);
  }

  private static VolumeCondition condition(Optional<String> problem) {
    return VolumeCondition.newBuilder()
        .setAbnormal(problem.isPresent())
        .setMessage(problem.orElse("the volume's directory is there"))
        .build();
  }
}
