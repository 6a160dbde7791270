// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.efc.sanity.Program;

/** fio's own verification: every block carries a checksum, and is read back by another pass. */
final class Fio implements Suite {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final List<String> BLOCKS = List.of("512", "4k", "60k", "1m");

  /**
   * A way to do I/O.
   *
   * @param direct O_DIRECT, whose blocks on a native file system are whole sectors
   */
  private record Engine(String name, String engine, boolean direct, String verify) {}

  private static final List<Engine> ENGINES =
      List.of(
          new Engine("psync", "psync", false, "crc32c"),
          new Engine("mmap", "mmap", false, "md5"),
          new Engine("libaio-direct", "libaio", true, "sha256"),
          new Engine("io_uring", "io_uring", false, "crc32c"),
          new Engine("io_uring-direct", "io_uring", true, "xxhash"));

  @Override
  public String name() {
    return "fio";
  }

  @Override
  public Optional<String> unavailable() {
    return Installed.missing("package fio", "fio");
  }

  @Override
  public List<SuiteCase> run(Place place) {
    boolean ring =
        program("io_uring", place.elsewhere(), "probe", false, "4k", "64k", "crc32c").run().status()
            == 0;
    List<SuiteCase> cases = new ArrayList<>();
    for (Engine engine : ENGINES) {
      for (String block : place.deep() ? BLOCKS : List.of("4k", "60k")) {
        String name = engine.name() + "-" + block;
        cases.add(
            engine.engine().equals("io_uring") && !ring
                ? SuiteCase.skipped(name, "io_uring is switched off on this machine")
                : run(place, engine, name, block));
      }
    }
    return cases;
  }

  private static SuiteCase run(Place place, Engine engine, String name, String block) {
    Program.Outcome outcome =
        program(
                engine.engine(),
                place.directory(),
                name,
                engine.direct(),
                block,
                place.deep() ? "64m" : "4m",
                engine.verify())
            .run();
    Logs.write(place.logs().resolve(name + ".log"), outcome);
    return outcome.status() == 0
        ? SuiteCase.passed(name)
        : SuiteCase.failed(name, Logs.firstLine(outcome.err() + outcome.out()));
  }

  /**
   * Two jobs write their own files in random order, and read them back; the first wrong byte ends
   * it.
   */
  private static Program program(
      String engine,
      Path at,
      String name,
      boolean direct,
      String block,
      String size,
      String verify) {
    return Program.of(
            "fio",
            "--name=" + name,
            "--directory=" + at,
            "--rw=randwrite",
            "--numjobs=2",
            "--group_reporting",
            "--bs=" + block,
            "--size=" + size,
            "--ioengine=" + engine,
            "--iodepth=8",
            "--direct=" + (direct ? 1 : 0),
            "--verify=" + verify,
            "--do_verify=1",
            "--verify_fatal=1",
            "--verify_state_save=0",
            "--unlink=1",
            "--fallocate=none",
            "--output-format=normal")
        .in(Files.isDirectory(at) ? at : Path.of("/"))
        .limit(LIMIT);
  }
}
