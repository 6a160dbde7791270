// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The processes of this machine, by what /proc says of them. */
public final class Processes {
  private Processes() {}

  /**
   * A living process.
   *
   * @param arguments its command line
   */
  public record Seen(long pid, List<String> arguments) {}

  /** Living processes with an argument that is, or contains, this text. Zombies have none. */
  public static List<Seen> mentioning(String text) {
    return all().filter(p -> p.arguments().stream().anyMatch(a -> a.contains(text))).toList();
  }

  public static Stream<Seen> all() {
    long self = ProcessHandle.current().pid();
    return ProcessHandle.allProcesses()
        .filter(handle -> handle.pid() != self)
        .map(handle -> new Seen(handle.pid(), arguments(handle.pid())));
  }

  /** What a descriptor of a process leads to; an empty path when it has none. */
  static Path descriptor(long pid, int number) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + pid + "/fd/" + number));
    } catch (IOException e) {
      return Path.of("");
    }
  }

  public static boolean lives(long pid) {
    return Files.exists(Path.of("/proc/" + pid + "/cmdline")) && !arguments(pid).isEmpty();
  }

  static List<String> arguments(long pid) {
    try {
      String text =
          Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
      return text.isEmpty() ? List.of() : Arrays.asList(text.split("\0"));
    } catch (IOException e) {
      return List.of(); // gone meanwhile
    }
  }

  /** Proportional set size in KiB, from smaps_rollup; empty when the process has gone. */
  public static OptionalLong pssKib(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
      return lines
          .filter(line -> line.startsWith("Pss:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException | java.io.UncheckedIOException e) {
      return OptionalLong.empty();
    }
  }
}
