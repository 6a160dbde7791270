// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.efc.sanity.storage.Storage;

/**
 * An NFS server whose replies are late on every second connection of a client: so the replies to
 * two calls about one file overtake each other.
 */
final class LateStorage implements Storage {
  private static final int BUFFER = 1 << 16;

  private final Storage storage;
  private final URI server;
  private final Duration delay;
  private final ServerSocket listening;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  private LateStorage(Storage storage, Duration delay) throws IOException {
    this.storage = storage;
    this.server = URI.create(storage.source());
    this.delay = delay;
    this.listening = new ServerSocket(0, 64, InetAddress.getByName(server.getHost()));
    Thread.ofPlatform().name("late-accept").daemon().start(this::accept);
  }

  /** Puts itself before an NFS server, which it closes with itself. */
  static LateStorage before(Storage nfs, Duration delay) {
    try {
      return new LateStorage(nfs, delay);
    } catch (IOException e) {
      nfs.close();
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      for (int number = 0; true; number++) {
        Socket client = listening.accept();
        Socket upstream = new Socket(server.getHost(), server.getPort());
        sockets.addAll(List.of(client, upstream));
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        pass(client, upstream, Duration.ZERO);
        pass(upstream, client, number % 2 == 0 ? Duration.ZERO : delay);
      }
    } catch (IOException e) {
      // closed
    }
  }

  private static void pass(Socket from, Socket to, Duration late) {
    Thread.ofPlatform()
        .name("late-pass")
        .daemon()
        .start(
            () -> {
              byte[] buffer = new byte[BUFFER];
              try (from;
                  to) {
                for (int n = from.getInputStream().read(buffer);
                    n > 0;
                    n = from.getInputStream().read(buffer)) {
                  Thread.sleep(late);
                  to.getOutputStream().write(buffer, 0, n);
                }
              } catch (IOException | InterruptedException e) {
                // one side has ended: so does the other
              }
            });
  }

  @Override
  public String name() {
    return storage.name() + ", late replies";
  }

  @Override
  public String source() {
    return storage
        .source()
        .replace(":" + server.getPort() + "/", ":" + listening.getLocalPort() + "/");
  }

  @Override
  public Path directory() {
    return storage.directory();
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      storage.close();
    }
  }
}
