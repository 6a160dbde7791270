// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import csi.v1.Csi.ProbeRequest;
import csi.v1.IdentityGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.efc.mounter.http.Page;

/**
 * Whether the plugin lives: calls Probe at the plugin's socket as kubelet would, over a new
 * connection each time, so that a socket that was removed is noticed. The answer depends on no
 * mount, no server and no session manager: a restart of the plugin brings none of them back.
 */
final class PluginProbe implements AutoCloseable {
  /**
   * Less than the chart's probe waits. On a node that is overloaded the first call takes seconds.
   */
  private static final Duration LIMIT = Duration.ofSeconds(8);

  private final Path socket;
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  PluginProbe(Path socket) {
    this.socket = socket;
  }

  /** Within a few seconds. */
  Page ask() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .overrideAuthority("localhost")
            .eventLoopGroup(loop)
            .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
            .usePlaintext()
            .build();
    try {
      var _ =
          IdentityGrpc.newBlockingStub(channel)
              .withDeadlineAfter(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
              .probe(ProbeRequest.getDefaultInstance());
      return Page.ok("ok\n");
    } catch (StatusRuntimeException e) {
      return Page.unavailable("no answer at " + socket + ": " + e.getStatus());
    } finally {
      channel.shutdownNow();
    }
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
