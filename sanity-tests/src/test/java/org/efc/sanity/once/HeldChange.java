// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.once;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.efc.sanity.Await;
import org.efc.sanity.HandMount;
import org.efc.sanity.once.Change.Outcome;

/** A change that is under way in a client, which waits at an instant of it to be killed. */
final class HeldChange {
  static final Duration SOON = Duration.ofSeconds(20);

  private final ServerDirectory server;
  private final Path hold;
  private final CompletableFuture<String> answer;

  private HeldChange(ServerDirectory server, Path hold, CompletableFuture<String> answer) {
    this.server = server;
    this.hold = hold;
    this.answer = answer;
  }

  /**
   * Has an application make the change; returns when the client is there.
   *
   * @param name of a directory for it, which is made
   */
  static HeldChange at(HandMount mount, Change change, Instant instant, String name)
      throws IOException {
    ServerDirectory server = ServerDirectory.make(mount.storage().directory().resolve(name));
    ControlSocket control = ControlSocket.of(mount.node());
    control.awaitSettled();
    Path hold = mount.node().directory().resolve("log/hold-" + name);
    control.arm(instant, change.opcode(), hold);
    Path target = mount.directory().resolve(name);
    CompletableFuture<String> answer =
        CompletableFuture.supplyAsync(() -> ChangeScript.run(change.label(), target, SOON));
    Await.until(
        change + ", " + instant + " to be reached",
        SOON,
        () -> Files.exists(hold) || answer.isDone());
    assertThat(hold).as("the instant was reached").exists();
    return new HeldChange(server, hold, answer);
  }

  /** Where it is made, on the server's side. */
  ServerDirectory server() {
    return server;
  }

  /** The client kills itself now. */
  void release() throws IOException {
    Files.delete(hold);
  }

  /** What the application is told, and what is on the server then. */
  Outcome outcome() throws Exception {
    return new Outcome(answer.get(SOON.toSeconds(), TimeUnit.SECONDS), server.describe());
  }
}
