// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.BufferUnderflowException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.efc.backend.Backend;
import org.efc.backend.BlockingBackend;
import org.efc.backend.nfs.Wire;
import org.efc.backend.source.Source;

/**
 * An NFSv3 server on loopback: MOUNT and NFS on one port, as cloud NAS has them, over a backend.
 * Calls of a connection are executed one after the other. It is right until it is told a {@link
 * Fault}.
 */
public final class NfsServer implements AutoCloseable {
  private static final Duration STORAGE = Duration.ofSeconds(10);
  private static final int PROG_UNAVAIL = 1;
  private static final int PROG_MISMATCH = 2;
  private static final int PROC_UNAVAIL = 3;
  private static final int GARBAGE_ARGS = 4;
  private static final int VERSION = 3;

  /** A fault in force: for which calls, and for how many of them. */
  private record Armed(Fault fault, Predicate<Call> calls, AtomicInteger left) {
    static final Armed NOTHING = new Armed(Fault.NONE, call -> false, new AtomicInteger());
  }

  private final ServerSocket listener;
  private final NfsProgram nfs;
  private final MountProgram mount;
  private final DuplicateRequests duplicates = new DuplicateRequests();
  private final Map<Socket, Connection> connections = new ConcurrentHashMap<>();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicInteger hits = new AtomicInteger();
  private volatile Armed armed = Armed.NOTHING;
  private volatile boolean remembers = true;

  private NfsServer(Backend storage) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    this.nfs = new NfsProgram(new BlockingBackend(storage, STORAGE), System.nanoTime());
    this.mount = new MountProgram(storage.root());
    Thread.ofPlatform().daemon().name("nfs server").start(this::accept);
  }

  /**
   * Starts to serve a storage.
   *
   * @param storage not owned
   */
  public static NfsServer start(Backend storage) throws IOException {
    return new NfsServer(storage);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /**
   * @param options further ones, as {@code "&timeo=1"}
   */
  public Source.Nfs source(String options) {
    String text =
        "nfs://127.0.0.1:%d%s?mountport=%d%s"
            .formatted(port(), MountProgram.EXPORT, port(), options);
    return (Source.Nfs) Source.parse(text);
  }

  /** Does this wrong from now on, for the next {@code times} of these calls. */
  public void fault(Fault fault, int times, Predicate<Call> which) {
    hits.set(0);
    armed = new Armed(fault, which, new AtomicInteger(times));
  }

  /** Does right again. */
  public void right() {
    armed = Armed.NOTHING;
  }

  /** For how many calls the last fault was in force. */
  public int hits() {
    return hits.get();
  }

  /** How many calls came. */
  public long calls() {
    return calls.get();
  }

  /** Whether a call that comes again gets the reply to the first; a restarted server's does not. */
  public void remembersDuplicates(boolean whether) {
    remembers = whether;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        Connection connection = new Connection(socket);
        connections.put(socket, connection);
        Thread.ofPlatform().daemon().name("nfs connection").start(() -> serve(socket, connection));
      }
    } catch (IOException e) {
      closeAll(); // closed
    }
  }

  private void serve(Socket socket, Connection connection) {
    try (socket) {
      while (true) {
        answer(connection, Call.parse(connection.receive(), connection.peerPort()));
      }
    } catch (IOException e) {
      connections.remove(socket); // the client's or a fault's way to end it
    }
  }

  private void answer(Connection connection, Call call) throws IOException {
    calls.incrementAndGet();
    Fault fault = faultOf(call);
    if (fault.loses(call)) {
      return;
    }
    Optional<CompletableFuture<byte[]>> known =
        remembers ? duplicates.arrived(call) : Optional.empty();
    byte[] reply;
    if (known.isPresent()) {
      reply = known.get().join(); // executed, or being so on the connection that it came on before
    } else {
      reply = execute(call, fault);
      duplicates.executed(call, reply);
    }
    fault.send(new Reply(call, reply, connection));
  }

  private Fault faultOf(Call call) {
    Armed now = armed;
    if (now.calls.test(call) && now.left.getAndDecrement() > 0) {
      hits.incrementAndGet();
      return now.fault;
    }
    return Fault.NONE;
  }

  private byte[] execute(Call call, Fault fault) {
    int number = call.procedure();
    boolean isNfs = call.program() == Call.NFS;
    byte[] message;
    if (!isNfs && call.program() != Call.MOUNT) {
      message = accepted(call, PROG_UNAVAIL).bytes();
    } else if (call.version() != VERSION) {
      message = accepted(call, PROG_MISMATCH).u32(VERSION, VERSION).bytes();
    } else if (isNfs
        ? number < 0 || number >= Nfs3Call.values().length
        : !MountProgram.has(number)) {
      message = accepted(call, PROC_UNAVAIL).bytes();
    } else {
      message = results(call, isNfs, fault);
    }
    return fault.message(call, message);
  }

  private byte[] results(Call call, boolean isNfs, Fault fault) {
    try {
      Wire results = isNfs ? nfs.results(call, fault) : mount.results(call);
      return accepted(call, 0).raw(results.bytes()).bytes();
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return accepted(call, GARBAGE_ARGS).bytes();
    }
  }

  /** A reply header with MSG_ACCEPTED and no verifier. */
  private static Wire accepted(Call call, int status) {
    return new Wire().u32(call.xid(), 1, 0, 0, 0, status);
  }

  private void closeAll() {
    connections.forEach(
        (socket, connection) -> {
          try {
            connection.close();
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Override
  public void close() throws IOException {
    listener.close();
    closeAll();
  }
}
