// SPDX-License-Identifier: Apache-2.0
package org.efc.client.rehearsal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.efc.backend.memory.MemoryBackend;
import org.efc.client.Client;
import org.efc.client.ClientConfig;
import org.efc.client.ServedVolume;
import org.efc.common.Logging;
import org.efc.common.linux.UnixSocket;
import org.efc.common.metrics.Metrics;

/**
 * Adopts mounts that are none, as after a crash, and serves them: from a server that is none, and
 * from memory. It is how a standby gets ready, and what the cache of classes is trained with: the
 * very code that an application waits for after a crash.
 */
public final class Rehearsal {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final int ANSWER = 64 << 10;

  private Rehearsal() {}

  /**
   * Plays it.
   *
   * @param directory for its state, of which nothing is left
   * @param rounds of an application's work
   */
  public static void play(Path directory, int rounds) {
    OwnClasses.load();
    serveFromServer(directory);
    Path state = temporary(directory);
    try (PretendKernel kernel = new PretendKernel()) {
      ClientConfig config = config(state, 0, "file:///");
      Application application = new Application(kernel);
      serve(kernel, config, application::mount);
      serve(
          kernel,
          config,
          () -> {
            for (int i = 0; i < rounds; i++) {
              application.round();
            }
          });
    } finally {
      remove(state);
    }
  }

  /** The whole of a client, from its arguments on, and the question whether it serves. */
  private static void serveFromServer(Path directory) {
    Path state = temporary(directory);
    try (PretendServer server = new PretendServer();
        PretendKernel kernel = new PretendKernel()) {
      ClientConfig config = config(state, kernel.device().number(), server.source());
      Logging.configure(config.options().logLevel());
      try (Client _ = Client.start(config)) {
        Application application = new Application(kernel);
        application.mount();
        application.look();
        ask(config.controlSocket(), "status");
      }
      kernel.hangUp();
    } catch (IOException e) {
      throw new UncheckedIOException("a rehearsal with a server", e);
    } finally {
      remove(state);
    }
  }

  /** As the session manager asks. */
  private static void ask(Path control, String question) {
    try (UnixSocket socket = UnixSocket.connect(control.toString(), SOON)) {
      socket.deadline(SOON);
      socket.send((question + "\n").getBytes(StandardCharsets.UTF_8), List.of());
      while (socket.receive(ANSWER).bytes().length > 0) {
        // what it says does not matter
      }
    }
  }

  private static void serve(PretendKernel kernel, ClientConfig config, Runnable work) {
    try (ServedVolume volume = ServedVolume.adopt(kernel.device(), config, new Metrics())) {
      volume.reached(new MemoryBackend());
      work.run();
    }
  }

  private static ClientConfig config(Path state, int device, String source) {
    return ClientConfig.parse(
        ClientConfig.commandLine()
            .parse(
                List.of(
                    "--device-fd",
                    Integer.toString(device),
                    "--state-dir",
                    state.toString(),
                    "--source",
                    source,
                    "--volume-id",
                    "rehearsal",
                    "--option",
                    "max-inodes=1024")));
  }

  private static Path temporary(Path directory) {
    try {
      Files.createDirectories(directory);
      return Files.createTempDirectory(directory, "r");
    } catch (IOException e) {
      throw new UncheckedIOException("no directory for a rehearsal in " + directory, e);
    }
  }

  private static void remove(Path state) {
    try (var files = Files.newDirectoryStream(state)) {
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(state);
    } catch (IOException e) {
      throw new UncheckedIOException("can't remove " + state, e);
    }
  }
}
