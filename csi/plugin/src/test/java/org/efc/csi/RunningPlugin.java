// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import csi.v1.ControllerGrpc;
import csi.v1.ControllerGrpc.ControllerBlockingStub;
import csi.v1.IdentityGrpc;
import csi.v1.IdentityGrpc.IdentityBlockingStub;
import csi.v1.NodeGrpc;
import csi.v1.NodeGrpc.NodeBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractBlockingStub;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.efc.common.EfcException;

/**
 * The plugin at a real unix socket, on a fake mounter and servers in memory, and a client of it.
 */
public final class RunningPlugin implements AutoCloseable {
  private static final int LIMIT_SECONDS = 20;

  private final Path directory;
  private final FakeMounter mounter = new FakeMounter();
  private final Exports exports = new Exports();
  private final CsiPlugin plugin;
  private final EventLoopGroup loop;
  private final ManagedChannel channel;

  private RunningPlugin(List<String> options) {
    try {
      this.directory = Files.createTempDirectory(Path.of("/tmp"), "efc-csi-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> arguments = new ArrayList<>(options);
    arguments.add("--endpoint=unix://" + socket());
    arguments.add("--node-id=node-1");
    CsiConfig config = CsiConfig.parse(CsiConfig.commandLine().parse(arguments), Map.of());
    this.plugin = CsiPlugin.start(config, exports, mounter);
    this.loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    this.channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket()))
            .overrideAuthority("localhost")
            .eventLoopGroup(loop)
            .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
            .usePlaintext()
            .build();
  }

  static RunningPlugin start(String... options) {
    return new RunningPlugin(List.of(options));
  }

  Path directory() {
    return directory;
  }

  Path socket() {
    return directory.resolve("csi.sock");
  }

  FakeMounter mounter() {
    return mounter;
  }

  Exports exports() {
    return exports;
  }

  CsiPlugin plugin() {
    return plugin;
  }

  NodeBlockingStub node() {
    return limited(NodeGrpc.newBlockingStub(channel));
  }

  ControllerBlockingStub controller() {
    return limited(ControllerGrpc.newBlockingStub(channel));
  }

  IdentityBlockingStub identity() {
    return limited(IdentityGrpc.newBlockingStub(channel));
  }

  private static <S extends AbstractBlockingStub<S>> S limited(S stub) {
    return stub.withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  String staging(String name) {
    return directory.resolve("stage-" + name).toString();
  }

  String target(String name) {
    return directory.resolve("target-" + name).toString();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    plugin.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList().reversed()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new EfcException("can't remove " + directory, e);
    }
  }
}
