// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A process that keeps the contract of a client as far as its supervisor can see, and serves
 * nothing: a program of its own, so that it can be killed.
 */
public final class FakeClientMain {
  private FakeClientMain() {}

  /** The program and arguments that run it on this JVM's class path. */
  public static List<String> command() {
    return List.of(
        System.getProperty("java.home") + "/bin/java",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx32m",
        "-cp",
        System.getProperty("java.class.path"),
        FakeClientMain.class.getName(),
        "client");
  }

  public static void main(String[] arguments) throws IOException {
    List<String> words = Arrays.asList(arguments);
    Path directory = Path.of(words.get(words.indexOf("--state-dir") + 1));
    String source = words.get(words.indexOf("--source") + 1);
    if (source.startsWith("file:///no-such")) {
      Files.writeString(directory.resolve("failure"), source + ": no such directory\n");
      System.exit(11);
    }
    Path socket = directory.resolve("control.sock");
    Files.deleteIfExists(socket);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      while (true) {
        try (SocketChannel connection = server.accept()) {
          serve(connection);
        }
      }
    }
  }

  private static void serve(SocketChannel connection) throws IOException {
    ByteBuffer line = ByteBuffer.allocate(256);
    connection.read(line);
    String request = new String(line.array(), 0, line.position(), StandardCharsets.UTF_8).strip();
    switch (request) {
      case "status" -> answer(connection, "state=serving\nrequests=1\n");
      case "stop" -> System.exit(0);
      default -> answer(connection, "error=unknown command " + request + "\n");
    }
  }

  private static void answer(SocketChannel connection, String text) throws IOException {
    connection.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}
