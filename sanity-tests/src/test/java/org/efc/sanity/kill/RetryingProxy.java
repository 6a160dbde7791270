// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import com.google.protobuf.InvalidProtocolBufferException;
import csi.v1.Csi.NodeGetVolumeStatsResponse;
import csi.v1.NodeGrpc;
import io.grpc.CallOptions;
import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.efc.sanity.SanityException;
import org.efc.sanity.csi.CsiChannel;

/**
 * What kubelet is between a pod and a plugin: passes each call on, byte by byte, and makes the same
 * call again when the plugin answers UNAVAILABLE or ABORTED. So it does with statistics that have
 * no usage, which the interface allows and kubelet takes for a failure ("usage is nil"): the
 * session manager has none of a client that it has not met serving. Every other answer, good or
 * bad, is passed back as it is: kubelet would repeat those too, this does not.
 */
final class RetryingProxy implements AutoCloseable {
  private static final Duration RETRIES = Duration.ofMinutes(1);
  private static final Duration FIRST_DELAY = Duration.ofMillis(50);
  private static final Duration LAST_DELAY = Duration.ofMillis(500);
  private static final String STATISTICS =
      NodeGrpc.getNodeGetVolumeStatsMethod().getFullMethodName();
  private static final Set<Status.Code> RETRIED =
      Set.of(Status.Code.UNAVAILABLE, Status.Code.ABORTED);

  private final Path socket;
  private final CsiChannel plugin;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server;
  private final AtomicLong passed = new AtomicLong();
  private final AtomicLong withoutUsage = new AtomicLong();
  private final AtomicLong retries = new AtomicLong();

  private RetryingProxy(Path socket, Path plugin) throws IOException {
    this.socket = socket;
    this.plugin = new CsiChannel(plugin);
    this.server =
        NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelType(NioServerDomainSocketChannel.class)
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .executor(calls)
            .fallbackHandlerRegistry(new AnyMethod())
            .build()
            .start();
  }

  /** Listens at a socket that is not there yet, in front of the plugin's. */
  static RetryingProxy start(Path socket, Path plugin) {
    try {
      return new RetryingProxy(socket, plugin);
    } catch (IOException e) {
      throw new SanityException("can't listen at " + socket, e);
    }
  }

  /** Calls that had to be made again, and how often. */
  String summary() {
    return "%d calls, %d made again, %d of these for statistics without usage"
        .formatted(passed.get(), retries.get(), withoutUsage.get());
  }

  private final class AnyMethod extends HandlerRegistry {
    @Override
    @SuppressWarnings("NullAway") // gRPC passes no authority here; it is not used
    public ServerMethodDefinition<?, ?> lookupMethod(String name, String authority) {
      MethodDescriptor<byte[], byte[]> method =
          MethodDescriptor.<byte[], byte[]>newBuilder()
              .setType(MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(name)
              .setRequestMarshaller(new Bytes())
              .setResponseMarshaller(new Bytes())
              .build();
      return ServerMethodDefinition.create(
          method, ServerCalls.asyncUnaryCall((request, reply) -> pass(method, request, reply)));
    }
  }

  private void pass(
      MethodDescriptor<byte[], byte[]> method, byte[] request, StreamObserver<byte[]> reply) {
    passed.incrementAndGet();
    long end = System.nanoTime() + RETRIES.toNanos();
    Duration delay = FIRST_DELAY;
    while (true) {
      try {
        CallOptions options =
            CallOptions.DEFAULT.withDeadlineAfter(RETRIES.toNanos(), TimeUnit.NANOSECONDS);
        byte[] answer = ClientCalls.blockingUnaryCall(plugin.channel(), method, options, request);
        if (isComplete(method, answer) || System.nanoTime() - end > 0) {
          reply.onNext(answer);
          reply.onCompleted();
          return;
        }
        withoutUsage.incrementAndGet();
      } catch (StatusRuntimeException e) {
        if (!RETRIED.contains(e.getStatus().getCode()) || System.nanoTime() - end > 0) {
          reply.onError(e);
          return;
        }
      }
      retries.incrementAndGet();
      LockSupport.parkNanos(delay.toNanos());
      delay = delay.multipliedBy(2).compareTo(LAST_DELAY) < 0 ? delay.multipliedBy(2) : LAST_DELAY;
    }
  }

  private static boolean isComplete(MethodDescriptor<byte[], byte[]> method, byte[] answer) {
    try {
      return !method.getFullMethodName().equals(STATISTICS)
          || NodeGetVolumeStatsResponse.parseFrom(answer).getUsageCount() > 0;
    } catch (InvalidProtocolBufferException e) {
      return true; // whoever called is to see it
    }
  }

  /** Messages as they are. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
    plugin.close();
    calls.shutdownNow();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      throw new UncheckedIOException("can't remove " + socket, e);
    }
  }
}
