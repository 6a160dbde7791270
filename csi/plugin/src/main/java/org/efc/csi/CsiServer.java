// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.efc.common.EfcException;
import org.efc.csi.grpc.LoggingInterceptor;

/** A gRPC server at a unix socket, without native libraries. Each call has a virtual thread. */
public final class CsiServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(CsiServer.class.getName());
  // Kept: a logger that nobody holds loses its level. Netty warns of every connection that a unix
  // socket has no SO_KEEPALIVE.
  private static final Logger NETTY = Logger.getLogger("io.netty.bootstrap");
  private static final Duration LAST_CALLS = Duration.ofSeconds(2);

  private final SocketFile socket;
  private final EventLoopGroup loop;
  private final ExecutorService calls;
  private final Server server;
  private final Duration patience;
  private final AtomicBoolean closed = new AtomicBoolean();

  private CsiServer(
      SocketFile socket,
      EventLoopGroup loop,
      ExecutorService calls,
      Server server,
      Duration patience) {
    this.socket = socket;
    this.loop = loop;
    this.calls = calls;
    this.server = server;
    this.patience = patience;
  }

  /**
   * Starts; when this returns, calls are answered.
   *
   * @param observer sees every call
   * @param patience how long {@link #close} waits for calls under way
   * @throws EfcException when the socket can't be made; then nothing is left
   */
  public static CsiServer start(
      Path path, List<BindableService> services, ServerInterceptor observer, Duration patience) {
    NETTY.setLevel(Level.SEVERE);
    SocketFile socket = SocketFile.prepare(path);
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket.birthplace()))
            .channelType(NioServerDomainSocketChannel.class)
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .executor(calls)
            .intercept(new LoggingInterceptor())
            .intercept(observer);
    services.forEach(builder::addService);
    CsiServer started = new CsiServer(socket, loop, calls, builder.build(), patience);
    try {
      started.server.start();
      socket.publish();
    } catch (IOException | RuntimeException e) {
      started.rollBack(e);
      throw new EfcException("can't listen at " + path + ": " + e.getMessage(), e);
    }
    LOG.log(System.Logger.Level.INFO, "listening at {0}", path);
    return started;
  }

  private void rollBack(Exception cause) {
    try {
      close();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  /** Takes no more calls, lets those under way end, removes the socket. May be called twice. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      server.shutdown();
      if (!server.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(System.Logger.Level.WARNING, "calls go on after {0}: cut off", patience);
        server.shutdownNow();
        server.awaitTermination(LAST_CALLS.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.shutdownNow();
    } finally {
      // A call that hangs in spite of its deadline must not hang this one: no close(), no wait.
      calls.shutdownNow();
      loop.shutdownGracefully(0, LAST_CALLS.toMillis(), TimeUnit.MILLISECONDS);
      socket.close();
    }
  }
}
