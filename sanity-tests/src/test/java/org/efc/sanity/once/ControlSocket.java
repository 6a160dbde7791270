// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.once;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.efc.sanity.Await;
import org.efc.sanity.node.Node;

/** The control socket of the one client of a node. */
public record ControlSocket(Path path) {
  private static final Duration SERVES_WITHIN = Duration.ofSeconds(30);

  /** A client that ends sooner is started again after a pause. */
  private static final long SETTLED_MILLIS = 550;

  public static ControlSocket of(Node node) {
    try (var volumes = Files.list(node.stateDirectory().resolve("volumes"))) {
      return new ControlSocket(volumes.findFirst().orElseThrow().resolve("control.sock"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a line; empty when there is no client that answers. */
  private Optional<String> ask(String line) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      channel.write(ByteBuffer.wrap((line + "\n").getBytes(UTF_8)));
      ByteBuffer answer = ByteBuffer.allocate(1 << 16);
      while (channel.read(answer) >= 0 && answer.hasRemaining()) {
        // to the end
      }
      return Optional.of(UTF_8.decode(answer.flip()).toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Waits for a client that serves, and whose end would not count as a failed start. */
  void awaitSettled() {
    Await.until(
        "a client that serves",
        SERVES_WITHIN,
        () -> {
          String status = ask("status").orElse("");
          return status.contains("state=serving\n") && uptime(status) >= SETTLED_MILLIS;
        });
  }

  private static long uptime(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith("uptime_ms="))
        .mapToLong(line -> Long.parseLong(line.substring("uptime_ms=".length())))
        .findFirst()
        .orElse(0);
  }

  /** The client is to kill itself there, once {@code hold}, which it makes, is gone. */
  void arm(Instant instant, String opcode, Path hold) {
    arm(instant.word() + " " + opcode + " " + hold);
  }

  /** Arms a fault of the client, in its words. */
  public void arm(String fault) {
    String answer = ask("fault " + fault).orElse("no answer");
    if (!answer.startsWith("fault=")) {
      throw new AssertionError(answer);
    }
  }
}
