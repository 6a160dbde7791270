// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers calls of {@link EchoProtocol} as a handler says; the text again if none says else. */
final class EchoServer implements AutoCloseable {

  /** What came, and from where. */
  record Received(String text, int id, int sourcePort, Socket socket) {
    void answer() throws IOException {
      reply(EchoProtocol.REPLY, text);
    }

    void reply(byte kind, String results) throws IOException {
      byte[] bytes = results.getBytes(UTF_8);
      ByteBuffer message = ByteBuffer.allocate(4 + EchoProtocol.HEAD + bytes.length);
      message.putInt(0x8000_0000 | (EchoProtocol.HEAD + bytes.length)).put(kind);
      message.order(ByteOrder.LITTLE_ENDIAN).putInt(id).put(bytes);
      socket.getOutputStream().write(message.array());
    }
  }

  /** Runs on the connection's thread. */
  interface Handler {
    void handle(Received call) throws IOException;
  }

  private final ServerSocket listener;
  private final Thread acceptor;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<Received> calls = new CopyOnWriteArrayList<>();
  private volatile Handler handler = Received::answer;

  EchoServer(String address, int port) throws IOException {
    listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    acceptor = Thread.ofPlatform().daemon().name("echo server").start(this::accept);
  }

  EchoServer on(Handler now) {
    handler = now;
    return this;
  }

  int port() {
    return listener.getLocalPort();
  }

  List<Received> calls() {
    return List.copyOf(calls);
  }

  /** Connections so far. */
  List<Socket> connections() {
    return List.copyOf(sockets);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        Thread.ofPlatform().daemon().name("echo connection").start(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        byte[] bytes = in.readNBytes(in.readInt() & 0x7fff_ffff);
        ByteBuffer message = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        String text = new String(bytes, EchoProtocol.HEAD, bytes.length - EchoProtocol.HEAD, UTF_8);
        Received call = new Received(text, message.getInt(1), socket.getPort(), socket);
        calls.add(call);
        handler.handle(call);
      }
    } catch (IOException e) {
      // the client's or the test's way to end the connection
    }
  }

  /** Refuses connections from now on; those that are there stay. */
  void stopListening() throws IOException {
    listener.close();
  }

  void hangUp() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** As a server that is killed: refused from now on. */
  @Override
  public void close() throws IOException {
    listener.close();
    try {
      acceptor.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    hangUp();
  }
}
