// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.service;

import com.google.protobuf.BoolValue;
import csi.v1.Csi.GetPluginCapabilitiesRequest;
import csi.v1.Csi.GetPluginCapabilitiesResponse;
import csi.v1.Csi.GetPluginInfoRequest;
import csi.v1.Csi.GetPluginInfoResponse;
import csi.v1.Csi.PluginCapability;
import csi.v1.Csi.PluginCapability.Service;
import csi.v1.Csi.PluginCapability.VolumeExpansion;
import csi.v1.Csi.ProbeRequest;
import csi.v1.Csi.ProbeResponse;
import csi.v1.IdentityGrpc.IdentityImplBase;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import org.efc.csi.grpc.Rpc;

/** Who this is. */
public final class IdentityService extends IdentityImplBase {
  private final String driverName;
  private final boolean hasController;

  /**
   * @param driverName as in the CSIDriver object
   * @param hasController whether a controller service is at the same socket
   */
  public IdentityService(String driverName, boolean hasController) {
    this.driverName = driverName;
    this.hasController = hasController;
  }

  @Override
  public void getPluginInfo(
      GetPluginInfoRequest request, StreamObserver<GetPluginInfoResponse> reply) {
    Rpc.answer(
        reply,
        () ->
            GetPluginInfoResponse.newBuilder()
                .setName(driverName)
                .setVendorVersion(version())
                .build());
  }

  private static String version() {
    return Optional.ofNullable(IdentityService.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  @Override
  public void getPluginCapabilities(
      GetPluginCapabilitiesRequest request, StreamObserver<GetPluginCapabilitiesResponse> reply) {
    Rpc.answer(
        reply,
        () -> {
          GetPluginCapabilitiesResponse.Builder capabilities =
              GetPluginCapabilitiesResponse.newBuilder();
          if (hasController) {
            Service controller =
                Service.newBuilder().setType(Service.Type.CONTROLLER_SERVICE).build();
            capabilities.addCapabilities(PluginCapability.newBuilder().setService(controller));
          }
          VolumeExpansion online =
              VolumeExpansion.newBuilder().setType(VolumeExpansion.Type.ONLINE).build();
          return capabilities
              .addCapabilities(PluginCapability.newBuilder().setVolumeExpansion(online))
              .build();
        });
  }

  /**
   * Ready as soon as it answers. That a server or the session manager is away is no reason to
   * restart this process: the restart would not bring it back.
   */
  @Override
  public void probe(ProbeRequest request, StreamObserver<ProbeResponse> reply) {
    Rpc.answer(reply, () -> ProbeResponse.newBuilder().setReady(BoolValue.of(true)).build());
  }
}
