// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory of the memory controller: processes whose memory is counted, and may be limited,
 * together. Of cgroup v2 (Documentation/admin-guide/cgroup-v2.rst) or v1 (cgroup-v1/memory.rst).
 *
 * @param unified whether it is of v2
 */
public record MemoryCgroup(Path directory, boolean unified) {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final String PROCESSES = "cgroup.procs";
  private static final String CONTROLLERS = "cgroup.subtree_control";

  /**
   * Where the session manager goes to make room: v2 has controllers only above empty inner groups.
   */
  private static final String OURS = "efc-sessmgr";

  /** The one of a process that lives; empty where no memory controller is to be seen. */
  public static Optional<MemoryCgroup> of(long pid) {
    return of(pid, Path.of("/proc", Long.toString(pid), "cgroup"), ROOT);
  }

  /**
   * The same.
   *
   * @param membership the process's file {@code cgroup} in /proc
   * @param root where the controllers are mounted
   */
  static Optional<MemoryCgroup> of(long pid, Path membership, Path root) {
    return lines(membership)
        .flatMap(line -> candidates(line, root))
        .filter(it -> it.has(pid))
        .findFirst();
  }

  /** "4:memory:/path" of v1, "0::/path" of v2; a container may see its own group as the root. */
  private static Stream<MemoryCgroup> candidates(String line, Path root) {
    String[] fields = line.split(":", 3);
    if (fields.length < 3 || !fields[2].startsWith("/")) {
      return Stream.empty();
    }
    boolean unified = fields[0].equals("0") && fields[1].isEmpty();
    if (!unified && !List.of(fields[1].split(",")).contains("memory")) {
      return Stream.empty();
    }
    Path mounted = unified ? root : root.resolve("memory");
    return Stream.of(mounted.resolve(fields[2].substring(1)), mounted)
        .map(directory -> new MemoryCgroup(directory, unified))
        .filter(MemoryCgroup::counts);
  }

  private boolean counts() {
    return unified
        ? namesMemory("cgroup.controllers")
        : Files.exists(directory.resolve("memory.oom_control"));
  }

  private boolean has(long pid) {
    String line = Long.toString(pid);
    return lines(directory.resolve(PROCESSES)).anyMatch(line::equals);
  }

  /**
   * Makes it possible to have groups below this one. In v2 our process goes to one of them, if it
   * is alone in a container: any other group belongs to whoever made it, as a login's or a
   * service's.
   *
   * @param pid ours
   * @throws IOException when we may not
   */
  public MemoryCgroup parentOfOthers(long pid) throws IOException {
    if (!unified) {
      return this;
    }
    if (directory.endsWith(OURS)) { // an earlier session manager of this service made room
      return new MemoryCgroup(directory.resolveSibling(""), true);
    }
    if (namesMemory(CONTROLLERS)) { // delegated
      return this;
    }
    List<String> processes = lines(directory.resolve(PROCESSES)).toList();
    if (!isOfContainer() || !processes.equals(List.of(Long.toString(pid)))) {
      throw new IOException(directory + " is not ours to divide: no memory in " + CONTROLLERS);
    }
    child(OURS).add(pid);
    Files.writeString(directory.resolve(CONTROLLERS), "+memory");
    return this;
  }

  /** Nothing is to be seen above the root of a namespace. */
  private boolean isOfContainer() {
    return !Files.exists(directory.resolveSibling("").resolve(PROCESSES));
  }

  private boolean namesMemory(String file) {
    return lines(directory.resolve(file))
        .anyMatch(line -> List.of(line.split(" ")).contains("memory"));
  }

  /** The group of this name below this one; made when it is not there. */
  public MemoryCgroup child(String name) throws IOException {
    return new MemoryCgroup(Files.createDirectories(directory.resolve(name)), unified);
  }

  /**
   * The most memory of all its processes, in bytes; when they need more, the kernel kills one of
   * them.
   */
  public void limit(long bytes) throws IOException {
    Files.writeString(
        directory.resolve(unified ? "memory.max" : "memory.limit_in_bytes"), Long.toString(bytes));
  }

  /** Moves a process here; what it has allocated so far may be counted where it came from. */
  public void add(long pid) throws IOException {
    Files.writeString(directory.resolve(PROCESSES), Long.toString(pid));
  }

  /**
   * How many of its processes, and of those of groups below in v2, the kernel killed for memory.
   */
  public long oomKills() {
    return lines(directory.resolve(unified ? "memory.events" : "memory.oom_control"))
        .filter(line -> line.startsWith("oom_kill "))
        .mapToLong(line -> Long.parseLong(line.substring("oom_kill ".length()).strip()))
        .sum();
  }

  /** Those below this one whose names begin so. */
  public List<MemoryCgroup> children(String prefix) {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(it -> it.getFileName().toString().startsWith(prefix))
          .map(it -> new MemoryCgroup(it, unified))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Removes it, unless a process is in it. */
  public void removeIfEmpty() {
    try {
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      // busy: a successor is in it, who removes it in its turn
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }
}
