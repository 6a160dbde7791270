// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.service;

import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.efc.csi.grpc.Rpc;
import pluginregistration.v1.Pluginregistration.InfoRequest;
import pluginregistration.v1.Pluginregistration.PluginInfo;
import pluginregistration.v1.Pluginregistration.RegistrationStatus;
import pluginregistration.v1.Pluginregistration.RegistrationStatusResponse;
import pluginregistration.v1.RegistrationGrpc.RegistrationImplBase;

/**
 * Makes the driver known to kubelet, which watches a directory for sockets of this service: it asks
 * who is there, registers the driver on the node (the CSINode object) and says what became of it.
 * After its own restart it asks again. Source: k8s.io/kubernetes/pkg/kubelet/pluginmanager.
 */
public final class RegistrationService extends RegistrationImplBase {
  private static final System.Logger LOG = System.getLogger(RegistrationService.class.getName());

  /** As kubelet knows the kind of plugin (pluginregistration/v1, types.go). */
  private static final String TYPE = "CSIPlugin";

  /** Kubelet reads the major number only. */
  private static final String CSI_VERSION = "1.0.0";

  private final String driverName;
  private final Path endpoint;
  private final Consumer<String> refused;
  private volatile boolean registered;

  /**
   * @param endpoint the driver's own socket, at the same path for kubelet as for us
   * @param refused told why kubelet did not register the driver
   */
  public RegistrationService(String driverName, Path endpoint, Consumer<String> refused) {
    this.driverName = driverName;
    this.endpoint = endpoint;
    this.refused = refused;
  }

  /** Whether kubelet has registered the driver since this process began. */
  public boolean isRegistered() {
    return registered;
  }

  @Override
  public void getInfo(InfoRequest request, StreamObserver<PluginInfo> reply) {
    Rpc.answer(
        reply,
        () ->
            PluginInfo.newBuilder()
                .setType(TYPE)
                .setName(driverName)
                .setEndpoint(endpoint.toString())
                .addSupportedVersions(CSI_VERSION)
                .build());
  }

  @Override
  public void notifyRegistrationStatus(
      RegistrationStatus status, StreamObserver<RegistrationStatusResponse> reply) {
    registered = status.getPluginRegistered();
    // Kubelet must have its answer before this process ends.
    Rpc.answer(reply, RegistrationStatusResponse::getDefaultInstance);
    if (registered) {
      LOG.log(System.Logger.Level.INFO, "kubelet has registered {0}", driverName);
    } else {
      refused.accept(
          "kubelet refuses driver "
              + driverName
              + " at "
              + endpoint
              + ": "
              + status.getError().replaceAll("\\p{Cntrl}", " "));
    }
  }
}
