// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import csi.v1.Csi.GetPluginInfoRequest;
import csi.v1.Csi.GetPluginInfoResponse;
import csi.v1.IdentityGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import pluginregistration.v1.Pluginregistration.InfoRequest;
import pluginregistration.v1.Pluginregistration.PluginInfo;
import pluginregistration.v1.Pluginregistration.RegistrationStatus;
import pluginregistration.v1.Pluginregistration.RegistrationStatusResponse;
import pluginregistration.v1.RegistrationGrpc;
import pluginregistration.v1.RegistrationGrpc.RegistrationBlockingStub;

/** What kubelet does with a registration socket. */
final class KubeletSide implements AutoCloseable {
  private static final int LIMIT_SECONDS = 60;

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ManagedChannel channel;

  KubeletSide(Path registration) {
    this.channel = channel(registration);
  }

  private ManagedChannel channel(Path socket) {
    return NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
        .overrideAuthority("localhost")
        .eventLoopGroup(loop)
        .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
        .usePlaintext()
        .build();
  }

  private RegistrationBlockingStub registration() {
    return RegistrationGrpc.newBlockingStub(channel)
        .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  PluginInfo info() {
    return registration().getInfo(InfoRequest.getDefaultInstance());
  }

  /** Calls the driver where it says that it is. */
  GetPluginInfoResponse driver() {
    ManagedChannel driver = channel(Path.of(info().getEndpoint()));
    try {
      return IdentityGrpc.newBlockingStub(driver)
          .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
          .getPluginInfo(GetPluginInfoRequest.getDefaultInstance());
    } finally {
      driver.shutdownNow();
    }
  }

  RegistrationStatusResponse accept() {
    return registration()
        .notifyRegistrationStatus(
            RegistrationStatus.newBuilder().setPluginRegistered(true).build());
  }

  RegistrationStatusResponse refuse(String error) {
    return registration()
        .notifyRegistrationStatus(RegistrationStatus.newBuilder().setError(error).build());
  }

  @Override
  public void close() {
    channel.shutdownNow();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
