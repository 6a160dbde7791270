// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.efc.sanity.Program;
import org.efc.sanity.SanityException;

/**
 * Something to do in a directory, and the rates it gives.
 *
 * @param rates names of the rates, in the order in which {@code measure} returns them
 */
record Workload(List<String> rates, List<String> command, Function<String, List<Double>> parse) {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String DIRECTORY = "DIR";
  private static final int FIO_BANDWIDTH_KIB = 6; // read; fio's terse format, version 3
  private static final int FIO_IOPS = 7;
  private static final int FIO_WRITE = 41; // the same fields of writing come so much later

  /** Random reads of 4 KiB past the page cache, one at a time. */
  static Workload randomRead() {
    return fio(
        "4k random read, O_DIRECT [IOPS]",
        FIO_IOPS,
        1.0,
        "randread",
        "4k",
        "1",
        "--runtime=1",
        "--time_based");
  }

  /** A cold sequential read through the page cache. */
  static Workload sequentialRead() {
    return fio("1 MiB sequential read, cold [MiB/s]", FIO_BANDWIDTH_KIB, 1024.0, "read", "1m", "0");
  }

  static Workload sequentialWrite() {
    return fio(
        "1 MiB sequential write [MiB/s]",
        FIO_BANDWIDTH_KIB + FIO_WRITE,
        1024.0,
        "write",
        "1m",
        "0");
  }

  private static Workload fio(
      String rate,
      int field,
      double divisor,
      String pattern,
      String block,
      String direct,
      String... more) {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                "fio",
                "--name=bench",
                "--filename=" + DIRECTORY + "/fio.dat",
                "--size=256m",
                "--ioengine=psync",
                "--rw=" + pattern,
                "--bs=" + block,
                "--direct=" + direct,
                "--invalidate=1",
                "--output-format=terse",
                "--terse-version=3"));
    command.addAll(List.of(more));
    return new Workload(
        List.of(rate),
        command,
        out -> List.of(Double.parseDouble(out.strip().split(";")[field]) / divisor));
  }

  /** Small files: create with 1 KiB, stat, read, unlink. */
  static Workload smallFiles(Path tool, int count) {
    return new Workload(
        List.of("create 1 KiB file [/s]", "stat [/s]", "open, read, close [/s]", "unlink [/s]"),
        List.of(tool.toString(), DIRECTORY, "" + count),
        out -> List.of(out.strip().split(" ")).stream().map(Double::parseDouble).toList());
  }

  /** The command for a person to repeat. */
  String text() {
    return String.join(" ", command);
  }

  /** Runs once; a rate per name. */
  List<Double> measure(Subject subject) {
    List<String> concrete =
        command.stream()
            .map(part -> part.replace(DIRECTORY, subject.directory().toString()))
            .toList();
    String out = Program.of(concrete).limit(LIMIT).output();
    List<Double> measured = parse.apply(out);
    if (measured.size() != rates.size()) {
      throw new SanityException("unexpected output of " + text() + ": " + out);
    }
    return measured;
  }
}
