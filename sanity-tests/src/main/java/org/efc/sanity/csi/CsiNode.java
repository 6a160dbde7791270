// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.csi;

import csi.v1.ControllerGrpc;
import csi.v1.ControllerGrpc.ControllerBlockingStub;
import csi.v1.Csi.CapacityRange;
import csi.v1.Csi.CreateVolumeRequest;
import csi.v1.Csi.DeleteVolumeRequest;
import csi.v1.Csi.NodePublishVolumeRequest;
import csi.v1.Csi.NodeStageVolumeRequest;
import csi.v1.Csi.NodeUnpublishVolumeRequest;
import csi.v1.Csi.NodeUnstageVolumeRequest;
import csi.v1.Csi.ProbeRequest;
import csi.v1.Csi.Volume;
import csi.v1.IdentityGrpc;
import csi.v1.NodeGrpc;
import csi.v1.NodeGrpc.NodeBlockingStub;
import io.grpc.stub.AbstractBlockingStub;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The CSI calls of kubelet and of the provisioner, each with a deadline. Calls throw {@link
 * io.grpc.StatusRuntimeException}; while the plugin is being restarted they wait for it.
 */
public final class CsiNode implements AutoCloseable {
  private static final Duration USUAL_LIMIT = Duration.ofSeconds(60);
  private static final long GIBIBYTE = 1L << 30;

  private final CsiChannel connection;
  private final Duration limit;

  private CsiNode(CsiChannel connection, Duration limit) {
    this.connection = connection;
    this.limit = limit;
  }

  public static CsiNode connect(Path socket) {
    return new CsiNode(new CsiChannel(socket), USUAL_LIMIT);
  }

  /** The same connection with another deadline for each call. */
  public CsiNode within(Duration other) {
    return new CsiNode(connection, other);
  }

  /** The node service itself, for requests that kubelet would not make. */
  public NodeBlockingStub node() {
    return limited(NodeGrpc.newBlockingStub(connection.channel()));
  }

  /** The controller service itself. */
  public ControllerBlockingStub controller() {
    return limited(ControllerGrpc.newBlockingStub(connection.channel()));
  }

  private <S extends AbstractBlockingStub<S>> S limited(S stub) {
    return stub.withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS).withWaitForReady();
  }

  public void probe() {
    limited(IdentityGrpc.newBlockingStub(connection.channel()))
        .probe(ProbeRequest.getDefaultInstance());
  }

  /** A request for a shared volume of 1 GiB below this source. */
  public static CreateVolumeRequest.Builder creation(String name, String source) {
    return CreateVolumeRequest.newBuilder()
        .setName(name)
        .putParameters("source", source)
        .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(GIBIBYTE))
        .addVolumeCapabilities(Capabilities.shared());
  }

  public CsiVolume createVolume(String name, String source) {
    return createVolume(creation(name, source).build());
  }

  public CsiVolume createVolume(CreateVolumeRequest request) {
    Volume volume = controller().createVolume(request).getVolume();
    return new CsiVolume(
        volume.getVolumeId(), volume.getVolumeContextMap(), volume.getCapacityBytes());
  }

  public void deleteVolume(String id) {
    controller().deleteVolume(DeleteVolumeRequest.newBuilder().setVolumeId(id).build());
  }

  public void stage(CsiVolume volume, Path staging) {
    node().nodeStageVolume(staging(volume, staging, Map.of()).build());
  }

  public static NodeStageVolumeRequest.Builder staging(
      CsiVolume volume, Path staging, Map<String, String> secrets) {
    return NodeStageVolumeRequest.newBuilder()
        .setVolumeId(volume.id())
        .putAllVolumeContext(volume.context())
        .putAllSecrets(secrets)
        .setStagingTargetPath(staging.toString())
        .setVolumeCapability(Capabilities.shared());
  }

  public void publish(CsiVolume volume, Path staging, Path target) {
    node().nodePublishVolume(publishing(volume, staging, target).build());
  }

  public static NodePublishVolumeRequest.Builder publishing(
      CsiVolume volume, Path staging, Path target) {
    return NodePublishVolumeRequest.newBuilder()
        .setVolumeId(volume.id())
        .putAllVolumeContext(volume.context())
        .setStagingTargetPath(staging.toString())
        .setTargetPath(target.toString())
        .setVolumeCapability(Capabilities.shared());
  }

  public void unpublish(String volumeId, Path target) {
    node()
        .nodeUnpublishVolume(
            NodeUnpublishVolumeRequest.newBuilder()
                .setVolumeId(volumeId)
                .setTargetPath(target.toString())
                .build());
  }

  public void unstage(String volumeId, Path staging) {
    node()
        .nodeUnstageVolume(
            NodeUnstageVolumeRequest.newBuilder()
                .setVolumeId(volumeId)
                .setStagingTargetPath(staging.toString())
                .build());
  }

  @Override
  public void close() {
    connection.close();
  }
}
