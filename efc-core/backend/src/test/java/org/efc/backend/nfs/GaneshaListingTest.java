// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.efc.backend.Backend;
import org.efc.backend.BlockingBackend;
import org.efc.backend.Caller;
import org.efc.backend.DirectoryPages;
import org.efc.backend.Handle;
import org.efc.backend.contract.Calls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A real server's directory that changes under its readers. On tmpfs a rename keeps the cookie of
 * its name, so cookies come again (seen with nfs-ganesha 4.3 on Linux 6.18).
 */
@Timeout(120)
class GaneshaListingTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final Duration LENGTH = Duration.ofSeconds(4);
  private static final int STEADY = 7;
  private static final int PAGE = 5;

  @Test
  void cookiesThatComeAgainAreNoLoopWhileTheDirectoryChanges() throws Exception {
    try (GaneshaServer server = GaneshaServer.startInMemoryOrSkip();
        NfsBackend lister = NfsBackend.open(server.source("", ""), DEADLINE);
        NfsBackend changer = NfsBackend.open(server.source("", ""), DEADLINE)) {
      fill(server.export().resolve("d"));
      AtomicBoolean stop = new AtomicBoolean();
      List<Throwable> failures = new ArrayList<>();
      Thread other = Thread.ofPlatform().start(() -> change(changer, stop, failures));
      try {
        long end = System.nanoTime() + LENGTH.toNanos();
        while (System.nanoTime() < end) {
          assertThat(names(lister)).contains("steady0", "steady" + (STEADY - 1));
        }
      } finally {
        stop.set(true);
        other.join();
      }
      assertThat(failures).isEmpty();
    }
  }

  private static void fill(Path directory) throws IOException {
    Files.createDirectory(directory);
    for (int i = 0; i < STEADY; i++) {
      Files.createFile(directory.resolve("steady" + i));
    }
  }

  private static List<String> names(Backend backend) {
    Handle directory = new Calls(backend, Caller.ROOT).lookup(backend.root(), "d").handle();
    BlockingBackend blocking = new BlockingBackend(backend, DEADLINE);
    List<String> names = new ArrayList<>();
    DirectoryPages.forEach(
        from -> blocking.await("list", c -> backend.readdir(Caller.ROOT, directory, from, PAGE, c)),
        () -> blocking.await("look", c -> backend.getattr(Caller.ROOT, directory, c)),
        page -> page.entries().forEach(entry -> names.add(entry.name().toString())));
    return names;
  }

  private static void change(Backend backend, AtomicBoolean stop, List<Throwable> failures) {
    try {
      Calls calls = new Calls(backend, Caller.ROOT);
      Handle d = calls.lookup(backend.root(), "d").handle();
      Random random = new Random(3);
      for (int i = 0; !stop.get(); i++) {
        String name = "new" + i % 6;
        calls.create(d, "tmp" + i);
        calls.rename(d, "tmp" + i, d, name);
        if (random.nextInt(3) > 0) {
          calls.remove(d, name);
        }
      }
    } catch (RuntimeException | AssertionError e) {
      failures.add(e);
    }
  }
}
