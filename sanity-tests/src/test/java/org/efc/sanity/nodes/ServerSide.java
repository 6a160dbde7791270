// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The truth: the directory that the server exports, while no client does anything. */
final class ServerSide {
  private static final int MODULUS = 251;
  private static final int NOBODY = -3;

  private final Path export;
  private final HiddenLinks hidden;

  ServerSide(Path export) {
    this.export = export;
    this.hidden = new HiddenLinks(export);
  }

  /** Throws when the server has anything else than the model. */
  void compare(Model model) {
    model.tops().forEach((name, directory) -> compare(export.resolve(name), directory));
  }

  private void compare(Path path, Inode directory) {
    Set<String> expected = new TreeSet<>();
    directory.names.forEach(
        (name, history) -> history.latest().inode().ifPresent(inode -> expected.add(name)));
    Map<String, Path> there = entries(path);
    if (!expected.equals(there.keySet())) {
      throw new Violation(
          path + " on the server has " + there.keySet() + " and should have " + expected);
    }
    there.forEach(
        (name, child) -> {
          Inode inode = directory.name(name).latest().inode().get();
          if (inode.directory) {
            compare(child, inode);
          } else {
            compareFile(child, inode, directory.name(name));
          }
        });
  }

  private void compareFile(Path path, Inode inode, History<Binding> name) {
    FileState state = inode.states.latest();
    FileState stored = read(path);
    long number = number(path);
    if (inode.isMurky()) {
      inode.states.set(stored, -1, Long.MIN_VALUE, System.nanoTime());
      return;
    }
    boolean same =
        java.util.Arrays.equals(state.content(), stored.content())
            && state.links() == stored.links()
            && state.mode() == stored.mode()
            && (inode.number() == 0 || inode.number() == number);
    if (!same) {
      throw new Violation(
          path
              + " on the server is inode "
              + number
              + " "
              + stored
              + "\n    and should be "
              + inode
              + "\n    name"
              + name);
    }
  }

  /**
   * Takes over what the server has below a directory, where the model does not know.
   *
   * @return its files by their numbers
   */
  Map<Long, Inode> learn(Model model, String top, long from, long until) {
    Map<Long, Inode> known = files(model.topOf(top));
    Set<Inode> there = new HashSet<>();
    learn(export.resolve(top), model.topOf(top), known, there, from, until);
    known.values().stream()
        .filter(inode -> !there.contains(inode) && !inode.states.latest().known())
        .forEach(inode -> inode.unlinked(NOBODY, from));
    return known;
  }

  /**
   * All files that a name below a directory leads or led to, by their numbers. Of two with one
   * number it is the one that a name leads to, else the living one.
   */
  static Map<Long, Inode> files(Inode directory) {
    Map<Long, Inode> known = new HashMap<>();
    allFiles(directory).forEach(file -> known.merge(file.number(), file, ServerSide::living));
    namedFiles(directory).forEach(file -> known.put(file.number(), file));
    return known;
  }

  private static Stream<Inode> namedFiles(Inode directory) {
    return directory.names.values().stream()
        .flatMap(name -> name.latest().inode().stream())
        .flatMap(inode -> inode.directory ? namedFiles(inode) : Stream.of(inode));
  }

  /** All files that a name below a directory leads or led to. */
  static Set<Inode> allFiles(Inode directory) {
    Set<Inode> files = new HashSet<>();
    for (History<Binding> name : directory.names.values()) {
      for (Binding binding : name.values()) {
        Optional<Inode> inode = binding.inode();
        if (inode.isPresent() && inode.get().directory) {
          files.addAll(allFiles(inode.get()));
        } else {
          inode.ifPresent(files::add);
        }
      }
    }
    return files;
  }

  private static Inode living(Inode one, Inode other) {
    return one.isUnlinked() ? other : one;
  }

  private void learn(
      Path path, Inode directory, Map<Long, Inode> known, Set<Inode> seen, long from, long until) {
    Map<String, Path> there = entries(path);
    Set<String> names = new TreeSet<>(there.keySet());
    names.addAll(directory.names.keySet());
    for (String name : names) {
      History<Binding> history = directory.name(name);
      Path child = there.get(name);
      if (child == null) {
        if (!history.latest().equals(Binding.ABSENT)) {
          history.set(Binding.ABSENT, -1, from, until);
        }
        continue;
      }
      if (Files.isDirectory(child)) {
        Inode inode = history.latest().inode().orElseGet(() -> Inode.directory(-1, from, until));
        if (history.latest().inode().isEmpty()) {
          history.set(Binding.to(inode), -1, from, until);
        }
        learn(child, inode, known, seen, from, until);
        continue;
      }
      seen.add(learnFile(child, history, known, from, until));
    }
  }

  private Inode learnFile(
      Path path, History<Binding> history, Map<Long, Inode> known, long from, long until) {
    long number = number(path);
    FileState stored = read(path);
    Inode inode =
        known.computeIfAbsent(
            number, _ -> Inode.file(FileState.UNKNOWN, -1, Long.MIN_VALUE, Long.MIN_VALUE));
    inode.number(number);
    inode.clear(until);
    if (!inode.states.latest().isSame(stored)) {
      inode.states.set(stored, -1, from, until);
    }
    Optional<Inode> latest = history.latest().inode();
    if (latest.isEmpty() || latest.get() != inode) {
      history.set(Binding.to(inode), -1, from, until);
    }
    return inode;
  }

  private static Map<String, Path> entries(Path directory) {
    Map<String, Path> entries = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      files.forEach(file -> entries.put(file.getFileName().toString(), file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  private static long number(Path path) {
    try {
      return HiddenLinks.number(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FileState read(Path path) {
    try {
      byte[] content = Files.readAllBytes(path);
      for (int i = 0; i < content.length; i++) {
        int value = content[i] & 0xff;
        content[i] = value == 0 ? 0 : (byte) (1 + Math.floorMod(value - 1 - i, MODULUS));
      }
      int links = hidden.linksWithout(path);
      int mode = (int) Files.getAttribute(path, "unix:mode") & 07777;
      return new FileState(content, links, mode, 0, 0, content.length, false, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
