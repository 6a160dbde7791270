// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.service;

import csi.v1.ControllerGrpc.ControllerImplBase;
import csi.v1.Csi.ControllerExpandVolumeRequest;
import csi.v1.Csi.ControllerExpandVolumeResponse;
import csi.v1.Csi.ControllerGetCapabilitiesRequest;
import csi.v1.Csi.ControllerGetCapabilitiesResponse;
import csi.v1.Csi.ControllerGetVolumeRequest;
import csi.v1.Csi.ControllerGetVolumeResponse;
import csi.v1.Csi.ControllerModifyVolumeRequest;
import csi.v1.Csi.ControllerModifyVolumeResponse;
import csi.v1.Csi.ControllerServiceCapability;
import csi.v1.Csi.ControllerServiceCapability.RPC;
import csi.v1.Csi.CreateVolumeRequest;
import csi.v1.Csi.CreateVolumeResponse;
import csi.v1.Csi.DeleteVolumeRequest;
import csi.v1.Csi.DeleteVolumeResponse;
import csi.v1.Csi.GetCapacityRequest;
import csi.v1.Csi.GetCapacityResponse;
import csi.v1.Csi.ListVolumesRequest;
import csi.v1.Csi.ListVolumesResponse;
import csi.v1.Csi.ValidateVolumeCapabilitiesRequest;
import csi.v1.Csi.ValidateVolumeCapabilitiesResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.efc.csi.grpc.Rpc;
import org.efc.csi.grpc.VolumeLocks;
import org.efc.csi.request.CapacityRequest;
import org.efc.csi.request.CreateRequest;
import org.efc.csi.request.ExpandRequest;
import org.efc.csi.request.ListRequest;
import org.efc.csi.request.ModifyRequest;
import org.efc.csi.request.ValidateRequest;
import org.efc.csi.request.VolumeId;
import org.efc.csi.request.VolumeIdField;
import org.efc.csi.volume.Deadline;
import org.efc.csi.volume.KnownSources;
import org.efc.csi.volume.Volumes;

/** Volumes as directories of exports; nothing is mounted. */
public final class ControllerService extends ControllerImplBase {
  private static final List<RPC.Type> CAPABILITIES =
      List.of(
          RPC.Type.CREATE_DELETE_VOLUME,
          RPC.Type.LIST_VOLUMES,
          RPC.Type.GET_VOLUME,
          RPC.Type.GET_CAPACITY,
          RPC.Type.EXPAND_VOLUME,
          RPC.Type.MODIFY_VOLUME,
          RPC.Type.SINGLE_NODE_MULTI_WRITER,
          RPC.Type.VOLUME_CONDITION);

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration LOCAL_LIMIT = Duration.ofSeconds(5);

  private final Volumes volumes;
  private final KnownSources sources;
  private final VolumeLocks locks;
  private final LocalUse localUse;

  public ControllerService(
      Volumes volumes, KnownSources sources, VolumeLocks locks, LocalUse localUse) {
    this.volumes = volumes;
    this.sources = sources;
    this.locks = locks;
    this.localUse = localUse;
  }

  private static Deadline deadline() {
    return Deadline.after(Rpc.timeLeft(LIMIT));
  }

  @Override
  public void createVolume(
      CreateVolumeRequest request, StreamObserver<CreateVolumeResponse> reply) {
    Rpc.answer(
        reply,
        () -> {
          CreateRequest create = CreateRequest.parse(request, sources.configured());
          String id = create.id().text();
          try (VolumeLocks.Held _ = locks.volume(id)) {
            long capacity = volumes.create(create, deadline());
            return VolumeReplies.created(id, capacity, create.volumeContext());
          }
        });
  }

  @Override
  public void deleteVolume(
      DeleteVolumeRequest request, StreamObserver<DeleteVolumeResponse> reply) {
    Rpc.answer(
        reply,
        () -> {
          String text = VolumeIdField.required(request.getVolumeId(), request.getSecretsMap());
          Optional<VolumeId> id = VolumeId.parse(text);
          if (id.isPresent()) {
            try (VolumeLocks.Held _ = locks.volume(text)) {
              localUse.requireUnused(text, Rpc.timeLeft(LOCAL_LIMIT));
              volumes.delete(id.get(), deadline());
            }
          }
          return DeleteVolumeResponse.getDefaultInstance();
        });
  }

  @Override
  public void validateVolumeCapabilities(
      ValidateVolumeCapabilitiesRequest request,
      StreamObserver<ValidateVolumeCapabilitiesResponse> reply) {
    Rpc.answer(
        reply,
        () -> {
          ValidateRequest validate = ValidateRequest.parse(request);
          long _ = requireCapacity(validate.volumeId());
          return validate.verdict();
        });
  }

  /** Also how a volume is known to exist. */
  private long requireCapacity(String volumeId) {
    return volumes
        .capacity(VolumeIdField.ours(volumeId), deadline())
        .orElseThrow(() -> VolumeIdField.unknown(volumeId));
  }

  @Override
  public void controllerGetVolume(
      ControllerGetVolumeRequest request, StreamObserver<ControllerGetVolumeResponse> reply) {
    Rpc.answer(
        reply,
        () -> {
          String id = VolumeIdField.required(request.getVolumeId());
          return VolumeReplies.found(id, requireCapacity(id));
        });
  }

  @Override
  public void controllerExpandVolume(
      ControllerExpandVolumeRequest request, StreamObserver<ControllerExpandVolumeResponse> reply) {
    Rpc.answer(
        reply,
        () -> {
          ExpandRequest expand = ExpandRequest.parse(request);
          VolumeId id = VolumeIdField.ours(expand.volumeId());
          try (VolumeLocks.Held _ = locks.volume(id.text())) {
            long capacity =
                volumes
                    .expand(id, expand, deadline())
                    .orElseThrow(() -> VolumeIdField.unknown(id.text()));
            localUse.capacityChanged(id.text(), Rpc.timeLeft(LOCAL_LIMIT));
            return VolumeReplies.expanded(capacity);
          }
        });
  }

  @Override
  public void controllerModifyVolume(
      ControllerModifyVolumeRequest request, StreamObserver<ControllerModifyVolumeResponse> reply) {
    Rpc.answer(
        reply,
        () -> {
          ModifyRequest modify = ModifyRequest.parse(request);
          VolumeId id = VolumeIdField.ours(modify.volumeId());
          try (VolumeLocks.Held _ = locks.volume(id.text())) {
            if (!volumes.modify(id, modify.change(), deadline())) {
              throw VolumeIdField.unknown(id.text());
            }
          }
          return ControllerModifyVolumeResponse.getDefaultInstance();
        });
  }

  @Override
  public void listVolumes(ListVolumesRequest request, StreamObserver<ListVolumesResponse> reply) {
    Rpc.answer(
        reply, () -> VolumeReplies.page(volumes.list(ListRequest.parse(request), deadline())));
  }

  @Override
  public void getCapacity(GetCapacityRequest request, StreamObserver<GetCapacityResponse> reply) {
    Rpc.answer(
        reply,
        () -> {
          CapacityRequest capacity = CapacityRequest.parse(request, sources.all());
          return GetCapacityResponse.newBuilder()
              .setAvailableCapacity(volumes.available(capacity, deadline()))
              .build();
        });
  }

  @Override
  public void controllerGetCapabilities(
      ControllerGetCapabilitiesRequest request,
      StreamObserver<ControllerGetCapabilitiesResponse> reply) {
    Rpc.answer(
        reply,
        () -> {
          ControllerGetCapabilitiesResponse.Builder capabilities =
              ControllerGetCapabilitiesResponse.newBuilder();
          for (RPC.Type type : CAPABILITIES) {
            RPC rpc = RPC.newBuilder().setType(type).build();
            capabilities.addCapabilities(ControllerServiceCapability.newBuilder().setRpc(rpc));
          }
          return capabilities.build();
        });
  }
}
