// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** How often the kernel killed a process of our memory cgroup (cgroup v2, memory.events). */
final class OomKills {
  private final Optional<Path> events;

  OomKills() {
    this.events = find();
  }

  private static Optional<Path> find() {
    try {
      return Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
          .filter(line -> line.startsWith("0::/"))
          .map(line -> Path.of("/sys/fs/cgroup", line.substring("0::/".length()), "memory.events"))
          .filter(Files::isReadable)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** 0 where there is no cgroup v2 to ask. */
  int count() {
    if (events.isEmpty()) {
      return 0;
    }
    try {
      return Files.readAllLines(events.get()).stream()
          .filter(line -> line.startsWith("oom_kill "))
          .mapToInt(line -> Integer.parseInt(line.substring("oom_kill ".length()).trim()))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
