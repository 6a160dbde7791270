// SPDX-License-Identifier: Apache-2.0
package org.efc.client.rehearsal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.efc.backend.memory.MemoryBackend;
import org.efc.client.ClientConfig;
import org.efc.client.ServedVolume;
import org.efc.common.metrics.Metrics;

/**
 * Adopts a mount that is none, twice as after a crash, and serves it from memory. It is how a
 * standby gets ready, and what the cache of classes is trained with: the very code that an
 * application waits for after a crash.
 */
public final class Rehearsal {
  private Rehearsal() {}

  /**
   * Plays it.
   *
   * @param directory for its state, of which nothing is left
   * @param rounds of an application's work
   */
  public static void play(Path directory, int rounds) {
    Path state = temporary(directory);
    try (PretendKernel kernel = new PretendKernel()) {
      ClientConfig config = config(state);
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

  private static void serve(PretendKernel kernel, ClientConfig config, Runnable work) {
    try (ServedVolume volume = ServedVolume.adopt(kernel.device(), config, new Metrics())) {
      volume.reached(new MemoryBackend());
      work.run();
    }
  }

  private static ClientConfig config(Path state) {
    return ClientConfig.parse(
        ClientConfig.commandLine()
            .parse(
                List.of(
                    "--device-fd",
                    "0",
                    "--state-dir",
                    state.toString(),
                    "--source",
                    "file:///",
                    "--volume-id",
                    "rehearsal",
                    "--option",
                    "max-inodes=1024")));
  }

  private static Path temporary(Path directory) {
    try {
      Files.createDirectories(directory);
      return Files.createTempDirectory(directory, "rehearsal-");
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
