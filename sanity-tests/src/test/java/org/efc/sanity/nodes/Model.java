// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What is on the server, and was: a few directories at the top, whose names change. Names with "g"
 * are directories, names with "f" are files.
 */
final class Model {
  /** What was asked in an older round has timed out. */
  private static final int ROUNDS = 16;

  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(20);

  private final Promise promise;
  private final Map<String, Inode> tops = new TreeMap<>();
  private final Set<String> uncertain = new TreeSet<>();
  private final long[] slowest = new long[ROUNDS];
  private int round;

  Model(Promise promise, List<String> tops) {
    this.promise = promise;
    for (String name : tops) {
      this.tops.put(name, Inode.directory(-1, Long.MIN_VALUE, Long.MIN_VALUE));
    }
  }

  /**
   * What a path may lead to.
   *
   * @param anything it is not known
   */
  record Target(Optional<Inode> inode, boolean anything) {
    static final Target ANYTHING = new Target(Optional.empty(), true);

    static Target of(Binding binding) {
      return binding.known() ? new Target(binding.inode(), false) : ANYTHING;
    }

    boolean absent() {
      return inode.isEmpty();
    }
  }

  /** Where a name is now. */
  record Place(Inode directory, String name) {
    History<Binding> history() {
      return directory.name(name);
    }

    Binding latest() {
      return history().latest();
    }
  }

  Map<String, Inode> tops() {
    return tops;
  }

  /** The directory at the top that a path begins with. */
  Inode topOf(String path) {
    return Optional.ofNullable(tops.get(top(path))).orElseThrow();
  }

  static String top(String path) {
    return path.substring(0, path.indexOf('/') < 0 ? path.length() : path.indexOf('/'));
  }

  /** Another round begins. */
  void round() {
    round++;
    slowest[round % ROUNDS] = TICK;
  }

  /** How long a request took at most: what it brings is so much older than its end. */
  void took(long nanos) {
    slowest[round % ROUNDS] = Math.max(slowest[round % ROUNDS], nanos + TICK);
  }

  /** Of the latest rounds. */
  private long slowest() {
    return Arrays.stream(slowest).max().orElse(TICK);
  }

  long attributesFrom(long start) {
    return start - promise.attributes().toNanos() - slowest();
  }

  long namesFrom(long start) {
    return start - promise.names().toNanos() - slowest();
  }

  /** Nothing is checked in this directory until the server has been looked at. */
  void uncertain(String path) {
    uncertain.add(top(path));
  }

  Set<String> takeUncertain() {
    Set<String> taken = Set.copyOf(uncertain);
    uncertain.clear();
    return taken;
  }

  /** The paths that lead to a file now. */
  List<String> names(Inode inode) {
    return tops.entrySet().stream()
        .flatMap(top -> names(top.getKey(), top.getValue(), inode))
        .toList();
  }

  private static Stream<String> names(String path, Inode directory, Inode inode) {
    return directory.names.entrySet().stream()
        .flatMap(
            name -> {
              String child = path + "/" + name.getKey();
              Optional<Inode> is = name.getValue().latest().inode();
              Stream<String> itself = is.filter(inode::equals).map(_ -> child).stream();
              return Stream.concat(
                  itself,
                  is.filter(it -> it.directory).stream().flatMap(it -> names(child, it, inode)));
            });
  }

  /** Where a path is now; empty when its directory is not there or not known. */
  Optional<Place> place(String path) {
    String[] parts = path.split("/");
    Inode directory = topOf(path);
    for (int i = 1; i < parts.length - 1; i++) {
      Optional<Inode> next = directory.name(parts[i]).latest().inode();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      directory = next.get();
    }
    return Optional.of(new Place(directory, parts[parts.length - 1]));
  }

  /** Whether something on the way to a path is not known. */
  boolean isUnknown(String path) {
    String[] parts = path.split("/");
    Inode directory = topOf(path);
    for (int i = 1; i < parts.length; i++) {
      Binding binding = directory.name(parts[i]).latest();
      if (!binding.known()) {
        return true;
      }
      if (binding.inode().isEmpty()) {
        return false;
      }
      directory = binding.inode().get();
    }
    return false;
  }

  /** All that a path may lead to for a node that looks at it from {@code start} to {@code end}. */
  List<Target> targets(int node, String path, long start, long end) {
    String[] parts = path.split("/");
    List<Target> targets = List.of(new Target(Optional.of(topOf(path)), false));
    for (int i = 1; i < parts.length; i++) {
      List<Target> next = new ArrayList<>();
      for (Target target : targets) {
        if (target.absent()) {
          next.add(target);
        } else {
          addTargets(next, target.inode().get().name(parts[i]), node, start, end);
        }
      }
      targets = next;
    }
    return targets.stream().distinct().toList();
  }

  private void addTargets(
      List<Target> targets, History<Binding> name, int node, long start, long end) {
    History.Seen<Binding> present = name.seen(node, namesFrom(start), start, end);
    present.changes().stream()
        .map(change -> Target.of(change.value()))
        .filter(target -> target.inode().isPresent() || target.anything())
        .forEach(targets::add);
    History.Seen<Binding> absent =
        name.seen(node, start - promise.absence().toNanos() - slowest(), start, end);
    absent.changes().stream()
        .map(change -> Target.of(change.value()))
        .filter(target -> target.absent() && !target.anything())
        .forEach(targets::add);
    if (present.anything() || absent.anything()) {
      targets.add(Target.ANYTHING);
    }
  }

  /** Whether a name on the way, or what it leads to, changed while this step was under way. */
  boolean changedMeanwhile(Step step, String path) {
    String[] parts = path.split("/");
    List<Inode> directories = List.of(topOf(path));
    for (int i = 1; i < parts.length; i++) {
      List<Inode> next = new ArrayList<>();
      for (Inode directory : directories) {
        History<Binding> name = directory.name(parts[i]);
        if (name.changedIn(step.start(), step.end())) {
          return true;
        }
        name.latest().inode().ifPresent(next::add);
      }
      directories = next;
    }
    return false;
  }
}
