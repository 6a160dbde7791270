// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The memory cgroups that session managers of this cgroup make for their clients. */
final class ClientCgroups {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final String PREFIX = "efc-client-";

  private ClientCgroups() {}

  /** Removes those of clients that ended after their session manager. */
  static void removeDead() {
    for (Path group : all()) {
      String pid = group.getFileName().toString().substring(PREFIX.length());
      if (!Processes.lives(Long.parseLong(pid))) {
        group.toFile().delete(); // fails for one that is in use
      }
    }
  }

  private static List<Path> all() {
    try (Stream<String> membership = Files.lines(Path.of("/proc/self/cgroup"))) {
      return membership.flatMap(ClientCgroups::directories).flatMap(ClientCgroups::groups).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Stream<Path> directories(String line) {
    String[] fields = line.split(":", 3);
    String path = fields[2].substring(1);
    return fields[1].equals("memory")
        ? Stream.of(ROOT.resolve("memory").resolve(path))
        : fields[1].isEmpty() ? Stream.of(ROOT.resolve(path)) : Stream.empty();
  }

  private static Stream<Path> groups(Path directory) {
    try (Stream<Path> children = Files.list(directory)) {
      return children
          .filter(child -> child.getFileName().toString().startsWith(PREFIX))
          .toList()
          .stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }
}
