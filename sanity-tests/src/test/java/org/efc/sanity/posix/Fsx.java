// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.efc.sanity.Program;

/**
 * fsx: random reads, writes, mappings and truncations of one file, each read compared with what was
 * written. A failure is repeated by its seed, which is printed with the command.
 */
final class Fsx implements Suite {
  private static final Duration LIMIT = Duration.ofMinutes(60);

  /** The long run has random seeds, {@code -Defc.fsx.seed} repeats one. */
  private static final Optional<Long> SEED = Optional.ofNullable(Long.getLong("efc.fsx.seed"));

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
    List<SuiteCase> cases = new ArrayList<>();
    for (Profile profile : Profile.values()) {
      cases.add(run(place, profile));
    }
    return cases;
  }

  private static SuiteCase run(Place place, Profile profile) {
    String name = profile.name().toLowerCase(java.util.Locale.ROOT);
    long operations = operations(place);
    long seed =
        SEED.orElseGet(() -> place.deep() ? new SplittableRandom().nextLong(1L << 31) : 4711L);
    Path configuration = place.logs().resolve(name + ".toml");
    try {
      Files.writeString(configuration, profile.configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(configuration.toString(), e);
    }
    Program.Outcome outcome =
        Program.of(
                "fsx",
                "-q",
                "-S",
                Long.toString(seed),
                "-N",
                Long.toString(operations),
                "-P",
                place.logs().toString(),
                "-f",
                configuration.toString(),
                place.directory().resolve("fsx-" + name).toString())
            .limit(LIMIT)
            .run();
    Logs.write(place.logs().resolve(name + ".log"), outcome);
    double seconds = outcome.took().toNanos() / 1e9;
    System.out.printf(
        "fsx on %s: exit status %d, %d operations in %.1f s (%.0f/s): %s%n",
        place.label(),
        outcome.status(),
        operations,
        seconds,
        operations / seconds,
        String.join(" ", outcome.command()));
    return outcome.status() == 0
        ? SuiteCase.passed(name)
        : SuiteCase.failed(
            name, "seed " + seed + ": " + Logs.firstLine(outcome.err() + outcome.out()));
  }

  /** The control is there to show that fsx itself is right; the mounts get the ten million. */
  private static long operations(Place place) {
    if (!place.deep()) {
      return 5_000;
    }
    return place.isControl() ? 100_000 : 2_000_000;
  }
}
