// SPDX-License-Identifier: Apache-2.0
package org.efc.client.rehearsal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.efc.backend.BackendException;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.open.Backends;
import org.efc.backend.source.Source;
import org.efc.client.config.ClientConfig;
import org.efc.client.control.ClientDescriptors;
import org.efc.client.serving.Client;
import org.efc.client.serving.ServedVolume;
import org.efc.common.Logging;
import org.efc.common.linux.UnixSocket;
import org.efc.common.metrics.Metrics;

/**
 * Adopts mounts that are none, as after a crash, and serves them: from a server that is none, and
 * from memory. It is how a standby gets ready, and what the cache of classes is trained with: the
 * very code that an application waits for after a crash.
 */
public final class Rehearsal {
  private static final System.Logger LOG = System.getLogger(Rehearsal.class.getName());
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final int ANSWER = 64 << 10;

  /** Each takes some 50 ms: connections end and begin. */
  private static final int TAKE_OVERS_FROM_SERVER = 8;

  private static final int TAKE_OVERS_FROM_DIRECTORY = 20;

  /** The volume is adopted by itself there, with its device. */
  private static final ClientDescriptors.Places NOWHERE = new ClientDescriptors.Places(0, 0, 0, 0);

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
    serveFromDirectory(directory);
    Path state = temporary(directory);
    try (PretendKernel kernel = new PretendKernel()) {
      ClientConfig config = config(arguments(state, NOWHERE, "file:///"));
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

  private static void serveFromServer(Path directory) {
    try (PretendServer server = new PretendServer()) {
      takeOver(directory, server.source(), TAKE_OVERS_FROM_SERVER);
    } catch (IOException e) {
      throw new UncheckedIOException("a rehearsal with a server", e);
    }
  }

  /** Where local directories can't be served it is not rehearsed. */
  private static void serveFromDirectory(Path directory) {
    Path served = temporary(directory);
    try {
      Backends.open(Source.parse("file://" + served), SOON).close();
      takeOver(directory, "file://" + served, TAKE_OVERS_FROM_DIRECTORY);
    } catch (BackendException e) {
      LOG.log(System.Logger.Level.DEBUG, "no rehearsal with a directory: {0}", e.getMessage());
    } finally {
      remove(served);
    }
  }

  /**
   * The whole of a client, from the order on, and the question whether it serves; the first time
   * for a new mount, then as after the last one was killed.
   */
  private static void takeOver(Path directory, String source, int times) {
    Path state = temporary(directory);
    try (PretendKernel kernel = new PretendKernel();
        PretendStarter orders = new PretendStarter(state, kernel.device())) {
      Application application = new Application(kernel);
      for (int i = 0; i < times; i++) {
        ClientConfig config = config(orders.next(arguments(state, orders.places(), source)));
        Logging.configure(config.options().logLevel());
        Client client = Client.start(config);
        try {
          if (i == 0) {
            application.mount();
          }
          application.look();
          ask(config.controlSocket(), "status");
        } finally {
          client.giveBack();
        }
      }
      kernel.hangUp();
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
    ServedVolume volume = ServedVolume.adopt(kernel.device(), config, new Metrics());
    try (volume) {
      volume.reached(new MemoryBackend());
      work.run();
    }
    volume.giveBack();
  }

  private static List<String> arguments(
      Path state, ClientDescriptors.Places places, String source) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--device-fd", Integer.toString(places.device())));
    arguments.addAll(List.of("--lock-fd", Integer.toString(places.lock())));
    arguments.addAll(List.of("--state-dir", state.toString()));
    arguments.addAll(List.of("--source", source, "--volume-id", "rehearsal"));
    arguments.addAll(List.of("--option", "max-inodes=1024", "--option", "in-flight=8"));
    return arguments;
  }

  private static ClientConfig config(List<String> arguments) {
    return ClientConfig.parse(ClientConfig.commandLine().parse(arguments));
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
