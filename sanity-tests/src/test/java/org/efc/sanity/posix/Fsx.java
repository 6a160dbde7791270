// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.efc.sanity.Program;

/**
 * fsx: random reads, writes, mappings and truncations of one file, each read compared with what was
 * written. A failure is repeated by its seed, which is printed with the command. The short run has
 * a fixed seed, the long run new ones each time.
 */
final class Fsx implements Suite {
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final Executor THREADS = task -> Thread.ofVirtual().start(task);
  private static final long SHORT_SEED = 4711;
  private static final int OPERATIONS = 5_000;

  /**
   * The long run: 10 million operations on the mounts, as 2 profiles x 2 backends x 500 rounds. The
   * control has one round: it shows that fsx itself is right. Rounds are short because fsx never
   * unmaps what it read through a mapping: the kernel then walks thousands of mappings of the file
   * for each page that it writes or drops, and a round of 100 000 takes ten times as long.
   */
  private static final int DEEP_ROUNDS = 500;

  private static final int TOLD_EACH = 50;

  private static final String BASE =
      """
      [weights]
      read = 10
      write = 10
      mapread = 10
      mapwrite = 10
      truncate = 2
      close_open = 1
      invalidate = 1
      fsync = 1
      fdatasync = 1
      posix_fadvise = 1
      sendfile = 2
      """;

  /** What a profile asks of the file system; each has all of the one before it. */
  private enum Profile {
    BASE(Fsx.BASE),
    NFS3(Fsx.BASE + "copy_file_range = 2\n"),
    FULL(Fsx.BASE + "copy_file_range = 2\nposix_fallocate = 1\npunch_hole = 1\n");

    private final String configuration;

    Profile(String configuration) {
      this.configuration = configuration;
    }
  }

  @Override
  public String name() {
    return "fsx";
  }

  @Override
  public Optional<String> unavailable() {
    return Installed.missing("cargo install fsx", "fsx");
  }

  @Override
  public List<SuiteCase> run(Place place) {
    // All at once, each on a file of its own: an operation mostly waits for the one before it.
    List<CompletableFuture<SuiteCase>> running =
        Stream.of(Profile.values())
            .map(profile -> CompletableFuture.supplyAsync(() -> run(place, profile), THREADS))
            .toList();
    return running.stream().map(CompletableFuture::join).toList();
  }

  private static SuiteCase run(Place place, Profile profile) {
    String name = profile.name().toLowerCase(Locale.ROOT);
    Path configuration = place.logs().resolve(name + ".toml");
    try {
      Files.writeString(configuration, profile.configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(configuration.toString(), e);
    }
    int rounds = place.deep() && !place.isControl() ? DEEP_ROUNDS : 1;
    SplittableRandom seeds = new SplittableRandom();
    double seconds = 0;
    for (int round = 0; round < rounds; round++) {
      long seed = place.deep() ? seeds.nextLong(1L << 31) : SHORT_SEED;
      Program.Outcome outcome = program(place, name, configuration, seed).run();
      Logs.write(place.logs().resolve(name + ".log"), outcome);
      if (outcome.status() != 0) {
        String command = String.join(" ", outcome.command());
        System.out.printf("fsx on %s stopped; to repeat it: %s%n", place.label(), command);
        return SuiteCase.failed(name, "seed " + seed + ": " + Logs.firstLine(outcome.err()));
      }
      seconds += outcome.took().toNanos() / 1e9;
      int done = round + 1;
      if (done % TOLD_EACH == 0 || done == rounds) {
        long operations = (long) done * OPERATIONS;
        System.out.printf(
            "fsx %s on %s: %d operations in %.1f s, %.0f/s%n",
            name, place.label(), operations, seconds, operations / seconds);
      }
    }
    return SuiteCase.passed(name);
  }

  private static Program program(Place place, String name, Path configuration, long seed) {
    return Program.of(
            "fsx",
            "-q",
            "-S",
            Long.toString(seed),
            "-N",
            Integer.toString(OPERATIONS),
            "-P",
            place.logs().toString(),
            "-f",
            configuration.toString(),
            place.directory().resolve("fsx-" + name).toString())
        .limit(LIMIT);
  }
}
