// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.efc.sanity.Await;
import org.efc.sanity.SanityException;
import org.efc.sanity.posix.Installed;

/** The applications that work on a volume while its processes are killed. */
final class Applications implements AutoCloseable {
  private static final Duration AT_WORK_WITHIN = Duration.ofSeconds(30);

  /** A step of PostgreSQL or a round of fio takes seconds, and longer after many kills. */
  private static final Duration DONE_WITHIN = Duration.ofMinutes(2);

  private final Path target;
  private final Path scratch;
  private final Path logs;
  private final CPrograms programs;
  private final SplittableRandom seeds;
  private final Heartbeat heartbeat;
  private final List<Application> running = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  /**
   * Nothing runs yet.
   *
   * @param target where the volume is published: only the applications touch it
   * @param home a directory outside of the volume; what they print goes to {@code log} in it
   */
  Applications(Path target, Path home, long seed) {
    try {
      this.target = target;
      this.scratch = Files.createDirectory(home.resolve("applications"));
      this.logs = home.resolve("log");
      this.programs = CPrograms.in(Files.createDirectory(scratch.resolve("programs")));
      this.seeds = new SplittableRandom(seed);
      this.heartbeat = new Heartbeat(scratch.resolve("heartbeat"));
    } catch (IOException e) {
      throw new UncheckedIOException("can't prepare applications in " + home, e);
    }
  }

  /** Starts the prober alone; returns when it works. */
  void startProber() {
    start("prober", programs.compile("prober"), here("prober"), scratch.resolve("heartbeat") + "");
    Await.until("the prober to work", AT_WORK_WITHIN, () -> heartbeat.count() > 0);
  }

  Heartbeat heartbeat() {
    return heartbeat;
  }

  /** Starts those that are fast and simple. */
  void startPrograms() {
    String tree = programs.compile("tree");
    String appender = programs.compile("appender");
    String locker = programs.compile("locker");
    String mapper = programs.compile("mapper");
    for (int i = 1; i <= 2; i++) {
      start("tree-" + i, tree, here("tree-" + i), seed());
      for (String kind : List.of("flock", "fcntl")) {
        String owner = scratch.resolve("owner-" + kind).toString();
        start(kind + "-" + i, locker, kind, here(kind), owner, seed());
      }
    }
    for (int i = 1; i <= 3; i++) {
      start("appender-" + i, appender, here("appended"), Integer.toString(i), seed());
    }
    start("mapper-read", mapper, "read", here("mapper-read"), seed());
    start("mapper-write", mapper, "write", here("mapper-write"), seed());
  }

  /** Starts those that people use, as far as they are installed. */
  void startRealPrograms(boolean deep) {
    script("fio", "fio");
    script("fsx", "fsx");
    script("git", "git");
    if (have("sqlite", "python3", "sqlite3")) {
      String sqlite = programs.unpack("sqlite.py");
      for (int i = 1; i <= 2; i++) {
        start("sqlite-" + i, "python3", sqlite, here("database"), Integer.toString(i));
      }
    }
    if (deep) {
      script("postgres", "pgbench", "runuser");
    }
  }

  /** Starts what an upgrade is to be done under: fio with checksums, and git clone. */
  void startFioAndClone() {
    script("fio", "fio");
    script("clone", "git");
  }

  private String here(String name) {
    return target.resolve(name).toString();
  }

  private String seed() {
    return Long.toString(seeds.nextLong(1L << 31));
  }

  private boolean have(String name, String... needed) {
    Optional<String> trouble = Installed.missing("./dev test installs it", needed);
    trouble.ifPresent(text -> missing.add(name + ": " + text));
    return trouble.isEmpty();
  }

  /** A script has a directory on the volume and one outside, both made for it. */
  private void script(String name, String... needed) {
    if (!have(name, needed)) {
      return;
    }
    Path outside = scratch.resolve(name);
    String prelude = "mkdir \"$HERE\" \"$SCRATCH\"; . \"$1\"";
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("HERE", here(name));
    environment.put("SCRATCH", outside.toString());
    environment.put("SEED", seed());
    List<String> command =
        List.of("bash", "-euxo", "pipefail", "-c", prelude, name, programs.unpack(name + ".sh"));
    running.add(Application.start(name, command, environment, logs));
  }

  private void start(String name, String... command) {
    running.add(Application.start(name, List.of(command), Map.of(), logs));
  }

  /** Programs that this machine lacks, in words for a person. */
  List<String> missing() {
    return List.copyOf(missing);
  }

  /**
   * Throws when one has ended by itself, with what all of them said: it may not be the only one.
   */
  void requireAlive() {
    Optional<String> ended = running.stream().flatMap(one -> one.ended().stream()).findFirst();
    if (ended.isPresent()) {
      throw new SanityException(ended.get() + said(finish()));
    }
  }

  /** Has all of them stop, and returns what each reported. */
  List<ApplicationReport> finish() {
    running.forEach(Application::stop);
    long end = System.nanoTime() + DONE_WITHIN.toNanos();
    return running.stream()
        .map(one -> one.report(Duration.ofNanos(Math.max(0, end - System.nanoTime()))))
        .toList();
  }

  /** What those with errors said. */
  String said(List<ApplicationReport> reports) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < reports.size(); i++) {
      ApplicationReport report = reports.get(i);
      if (report.errors() > 0 || report.number("lost-locks") > 0) {
        text.append("--- ").append(report.name()).append(' ').append(report.numbers());
        text.append(' ').append(report.trouble().orElse("")).append('\n');
        text.append(running.get(i).said()).append('\n');
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    running.forEach(Application::close);
  }
}
