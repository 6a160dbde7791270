// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.service;

import csi.v1.Csi.NodeExpandVolumeRequest;
import csi.v1.Csi.NodeExpandVolumeResponse;
import csi.v1.Csi.NodeGetCapabilitiesRequest;
import csi.v1.Csi.NodeGetCapabilitiesResponse;
import csi.v1.Csi.NodeGetInfoRequest;
import csi.v1.Csi.NodeGetInfoResponse;
import csi.v1.Csi.NodeGetVolumeStatsRequest;
import csi.v1.Csi.NodeGetVolumeStatsResponse;
import csi.v1.Csi.NodePublishVolumeRequest;
import csi.v1.Csi.NodePublishVolumeResponse;
import csi.v1.Csi.NodeServiceCapability;
import csi.v1.Csi.NodeServiceCapability.RPC;
import csi.v1.Csi.NodeStageVolumeRequest;
import csi.v1.Csi.NodeStageVolumeResponse;
import csi.v1.Csi.NodeUnpublishVolumeRequest;
import csi.v1.Csi.NodeUnpublishVolumeResponse;
import csi.v1.Csi.NodeUnstageVolumeRequest;
import csi.v1.Csi.NodeUnstageVolumeResponse;
import csi.v1.NodeGrpc.NodeImplBase;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import org.efc.csi.grpc.Rpc;
import org.efc.csi.grpc.VolumeLocks;
import org.efc.csi.request.MountedVolumeRequest;
import org.efc.csi.request.NodeIdentity;
import org.efc.csi.request.PublishRequest;
import org.efc.csi.request.StageRequest;
import org.efc.csi.request.UnpublishRequest;
import org.efc.csi.request.UnstageRequest;
import org.efc.mounter.Mounter;
import org.efc.mounter.VolumeStatus;

/**
 * Volumes on this node. No call touches a path under a mount, and nothing is kept here: the session
 * manager knows, and whatever becomes of this process, the next identical call gets it right.
 */
public final class NodeService extends NodeImplBase {
  private static final List<RPC.Type> CAPABILITIES =
      List.of(
          RPC.Type.STAGE_UNSTAGE_VOLUME,
          RPC.Type.GET_VOLUME_STATS,
          RPC.Type.EXPAND_VOLUME,
          RPC.Type.SINGLE_NODE_MULTI_WRITER,
          RPC.Type.VOLUME_CONDITION,
          RPC.Type.VOLUME_MOUNT_GROUP);

  /** Longer than kubelet waits; the caller's own deadline comes first. */
  private static final Duration MOUNT_LIMIT = Duration.ofMinutes(2);

  private static final Duration QUESTION_LIMIT = Duration.ofSeconds(10);

  private final NodeIdentity identity;
  private final Mounter mounter;
  private final VolumeLocks locks;
  private final Runnable devicesChanged;

  /**
   * @param devicesChanged called when a volume was staged or unstaged: who keeps duplicates of
   *     device fds wants to know at once
   */
  public NodeService(
      NodeIdentity identity, Mounter mounter, VolumeLocks locks, Runnable devicesChanged) {
    this.identity = identity;
    this.mounter = mounter;
    this.locks = locks;
    this.devicesChanged = devicesChanged;
  }

  @Override
  public void nodeStageVolume(
      NodeStageVolumeRequest request, StreamObserver<NodeStageVolumeResponse> reply) {
    Rpc.answer(
        reply,
        () -> {
          StageRequest stage = StageRequest.parse(request);
          try (VolumeLocks.Held _ = locks.volume(stage.spec().volumeId())) {
            mounter.stage(stage.spec(), stage.stagingPath(), Rpc.timeLeft(MOUNT_LIMIT));
            devicesChanged.run();
            return NodeStageVolumeResponse.getDefaultInstance();
          }
        });
  }

  @Override
  public void nodeUnstageVolume(
      NodeUnstageVolumeRequest request, StreamObserver<NodeUnstageVolumeResponse> reply) {
    Rpc.answer(
        reply,
        () -> {
          UnstageRequest unstage = UnstageRequest.parse(request);
          try (VolumeLocks.Held _ = locks.volume(unstage.volumeId())) {
            mounter.unstage(unstage.volumeId(), unstage.stagingPath(), Rpc.timeLeft(MOUNT_LIMIT));
            devicesChanged.run();
            return NodeUnstageVolumeResponse.getDefaultInstance();
          }
        });
  }

  @Override
  public void nodePublishVolume(
      NodePublishVolumeRequest request, StreamObserver<NodePublishVolumeResponse> reply) {
    Rpc.answer(
        reply,
        () -> {
          PublishRequest publish = PublishRequest.parse(request);
          try (VolumeLocks.Held _ = locks.target(publish.targetPath())) {
            String id = publish.volumeId();
            mounter
                .status(id, Rpc.timeLeft(QUESTION_LIMIT))
                .ifPresent(status -> publish.requireSameGroup(status.spec()));
            mounter.publish(id, publish.targetPath(), publish.options(), Rpc.timeLeft(MOUNT_LIMIT));
            return NodePublishVolumeResponse.getDefaultInstance();
          }
        });
  }

  @Override
  public void nodeUnpublishVolume(
      NodeUnpublishVolumeRequest request, StreamObserver<NodeUnpublishVolumeResponse> reply) {
    Rpc.answer(
        reply,
        () -> {
          UnpublishRequest unpublish = UnpublishRequest.parse(request);
          try (VolumeLocks.Held _ = locks.target(unpublish.targetPath())) {
            mounter.unpublish(
                unpublish.volumeId(), unpublish.targetPath(), Rpc.timeLeft(MOUNT_LIMIT));
            return NodeUnpublishVolumeResponse.getDefaultInstance();
          }
        });
  }

  @Override
  public void nodeGetVolumeStats(
      NodeGetVolumeStatsRequest request, StreamObserver<NodeGetVolumeStatsResponse> reply) {
    Rpc.answer(reply, () -> VolumeStats.of(statusAt(MountedVolumeRequest.parse(request))));
  }

  @Override
  public void nodeExpandVolume(
      NodeExpandVolumeRequest request, StreamObserver<NodeExpandVolumeResponse> reply) {
    Rpc.answer(
        reply,
        () -> {
          MountedVolumeRequest expand = MountedVolumeRequest.parse(request);
          try (VolumeLocks.Held _ = locks.volume(expand.volumeId())) {
            VolumeStatus status = statusAt(expand);
            long capacity =
                mounter.reloadQuota(status.spec().volumeId(), Rpc.timeLeft(MOUNT_LIMIT));
            return NodeExpandVolumeResponse.newBuilder().setCapacityBytes(capacity).build();
          }
        });
  }

  private VolumeStatus statusAt(MountedVolumeRequest request) {
    return mounter
        .status(request.volumeId(), Rpc.timeLeft(QUESTION_LIMIT))
        .map(request::requireAtPath)
        .orElseThrow(request::unknown);
  }

  @Override
  public void nodeGetCapabilities(
      NodeGetCapabilitiesRequest request, StreamObserver<NodeGetCapabilitiesResponse> reply) {
    Rpc.answer(
        reply,
        () -> {
          NodeGetCapabilitiesResponse.Builder capabilities =
              NodeGetCapabilitiesResponse.newBuilder();
          for (RPC.Type type : CAPABILITIES) {
            RPC rpc = RPC.newBuilder().setType(type).build();
            capabilities.addCapabilities(NodeServiceCapability.newBuilder().setRpc(rpc));
          }
          return capabilities.build();
        });
  }

  @Override
  public void nodeGetInfo(NodeGetInfoRequest request, StreamObserver<NodeGetInfoResponse> reply) {
    Rpc.answer(
        reply,
        () ->
            NodeGetInfoResponse.newBuilder()
                .setNodeId(identity.nodeId())
                .setMaxVolumesPerNode(identity.maxVolumes())
                .build());
  }
}
