// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.efc.backend.nfs.rpc.Procedure;

/**
 * An RPC server that does what a test says: a handler for each procedure decides what is sent, and
 * when. It serves any program on one port. What was asked is recorded.
 */
final class FakeServer implements AutoCloseable {
  static final int NFS = 100003;
  static final int MOUNT = 100005;
  static final int PORTMAPPER = 100000;

  /** What a handler does with a call. It runs on the connection's thread. */
  interface Handler {
    void handle(Call call) throws IOException;
  }

  private record Key(int program, int procedure) {}

  private final ServerSocket listener;
  private final Thread acceptor;
  private final Map<Key, Handler> handlers = new ConcurrentHashMap<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  FakeServer(InetAddress address, int port) throws IOException {
    listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(address, port));
    acceptor = Thread.ofPlatform().daemon().name("fake server").start(this::accept);
  }

  static FakeServer onLoopback() throws IOException {
    return new FakeServer(InetAddress.ofLiteral("127.0.0.1"), 0);
  }

  int port() {
    return listener.getLocalPort();
  }

  FakeServer on(int program, int procedure, Handler handler) {
    handlers.put(new Key(program, procedure), handler);
    return this;
  }

  /** An NFS procedure. */
  FakeServer on(Procedure procedure, Handler handler) {
    return on(procedure.program(), procedure.number(), handler);
  }

  /** All calls so far, in the order of their arrival. */
  List<Call> calls() {
    return List.copyOf(calls);
  }

  List<Call> calls(Procedure procedure) {
    return calls.stream()
        .filter(c -> c.program() == procedure.program() && c.procedure() == procedure.number())
        .toList();
  }

  /** Connections accepted so far. */
  int connections() {
    return connections.get();
  }

  /** Cuts all connections. */
  void hangUp() {
    sockets.forEach(FakeServer::close);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        connections.incrementAndGet();
        Thread.ofPlatform().daemon().name("fake connection").start(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        Call call = new Call(socket, readRecord(in));
        calls.add(call);
        Handler handler = handlers.get(new Key(call.program(), call.procedure()));
        if (handler == null) {
          call.reject(call.program() == NFS || call.program() == MOUNT ? 3 : 1);
        } else {
          handler.handle(call);
        }
      }
    } catch (IOException e) {
      close(socket);
    }
  }

  private static byte[] readRecord(DataInputStream in) throws IOException {
    byte[] record = new byte[0];
    int mark;
    do {
      mark = in.readInt();
      byte[] fragment = in.readNBytes(mark & 0x7fffffff);
      int length = record.length;
      record = Arrays.copyOf(record, length + fragment.length);
      System.arraycopy(fragment, 0, record, length, fragment.length);
    } while (mark >= 0);
    return record;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    boolean interrupted = false;
    while (acceptor.isAlive()) { // it may just have accepted one more
      try {
        acceptor.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    hangUp();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One call, and the ways to answer it. */
  static final class Call {
    private final Socket socket;
    private final ByteBuffer record;
    private final int arguments;

    Call(Socket socket, byte[] bytes) {
      this.socket = socket;
      this.record = ByteBuffer.wrap(bytes);
      int credential = record.getInt(28);
      this.arguments = 32 + credential + 8;
    }

    int xid() {
      return record.getInt(0);
    }

    int program() {
      return record.getInt(12);
    }

    int procedure() {
      return record.getInt(20);
    }

    /** The client's port: what a duplicate request cache knows a client by. */
    int sourcePort() {
      return socket.getPort();
    }

    /** The call's bytes after the credential. */
    ByteBuffer arguments() {
      return record.slice(arguments, record.capacity() - arguments);
    }

    /** The arguments after a handle in front. */
    ByteBuffer afterHandle() {
      ByteBuffer all = arguments();
      int length = all.getInt();
      return all.position(4 + (length + 3) / 4 * 4).slice();
    }

    byte[] bytes() {
      return record.array();
    }

    void reply(Wire results) throws IOException {
      send(mark(message(results), true));
    }

    /** The same in fragments of {@code size} bytes, each sent on its own. */
    void reply(Wire results, int size) throws IOException {
      byte[] message = message(results);
      for (int at = 0; at < message.length; at += size) {
        int end = Math.min(message.length, at + size);
        send(mark(Arrays.copyOfRange(message, at, end), end == message.length));
      }
    }

    /** Reply header with SUCCESS, then the results. */
    byte[] message(Wire results) {
      return new Wire().u32(xid(), 1, 0, 0, 0, 0).raw(results.bytes()).bytes();
    }

    /** An accepted reply with this accept_stat. */
    void reject(int acceptStat) throws IOException {
      send(mark(new Wire().u32(xid(), 1, 0, 0, 0, acceptStat, 2, 4).bytes(), true));
    }

    static byte[] mark(byte[] fragment, boolean last) {
      return new Wire().u32((last ? 0x80000000L : 0) | fragment.length).raw(fragment).bytes();
    }

    void send(byte[] bytes) throws IOException {
      synchronized (socket) {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
      }
    }

    void hangUp() throws IOException {
      socket.close();
    }
  }
}
