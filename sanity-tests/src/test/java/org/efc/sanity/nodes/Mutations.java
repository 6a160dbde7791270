// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.efc.sanity.nodes.Model.Place;
import org.efc.sanity.nodes.Model.Target;

/**
 * What changes the server. Only one client at a time changes a directory, so what it finds there is
 * known but for names that its kernel still believes from before: an error must be explained by
 * what one of the names may lead to, a success by what is there.
 */
final class Mutations {
  private static final int NOBODY = -1;

  private final Model model;
  private final Map<Integer, OpenHandle> handles = new HashMap<>();
  private final Map<Integer, Step> unknown = new HashMap<>();

  Mutations(Model model) {
    this.model = model;
  }

  /** The open file of a slot that is written. */
  Optional<OpenHandle> handle(Step step) {
    return Optional.ofNullable(handles.get(step.slot()));
  }

  /** These are the files below a directory: what was opened there without knowing what is one. */
  void learned(String top, Map<Long, Inode> files) {
    unknown
        .entrySet()
        .removeIf(
            entry -> {
              Step step = entry.getValue();
              Optional<Inode> inode =
                  Optional.ofNullable(files.get(step.outcome().number(0)))
                      .filter(_ -> Model.top(step.operation().path()).equals(top));
              inode.ifPresent(it -> handles.put(entry.getKey(), OpenHandle.of(it, step)));
              return inode.isPresent();
            });
  }

  void apply(Step step) {
    switch (step.operation().kind()) {
      case OPEN -> open(step);
      case CLOSE -> close(step);
      case WRITE -> write(step);
      case APPEND -> append(step);
      case FTRUNCATE -> change(step, state -> state.truncated((int) step.operation().length()));
      case CHMOD -> chmod(step);
      case UNLINK -> unlink(step);
      case MKDIR -> mkdir(step);
      case RMDIR -> rmdir(step);
      case RENAME -> rename(step);
      case LINK -> link(step);
      default -> throw new IllegalArgumentException(step.toString());
    }
  }

  // ---- open files ----

  private void open(Step step) {
    Operation operation = step.operation();
    String path = operation.path();
    List<Target> targets = targets(step, path);
    if (!step.outcome().succeeded()) {
      boolean exclusive = operation.has(Operation.CREATE | Operation.EXCLUSIVE);
      boolean absentExplains =
          operation.has(Operation.CREATE)
              ? parentMayBeAbsent(step, path)
              : targets.stream().anyMatch(Target::absent);
      explain(
          step,
          switch (step.outcome().errno()) {
            case Outcome.ENOENT -> absentExplains;
            case Outcome.EEXIST -> exclusive && targets.stream().anyMatch(Mutations::mayBeThere);
            default -> false;
          },
          path);
      return;
    }
    Optional<Inode> opened = openedInode(step, targets);
    if (opened.isEmpty()) {
      // What is done to it now is not seen: any file there may be another at the end of the round.
      unknown.put(step.slot(), step);
      anyFile(step, path);
      model.uncertain(path);
      return;
    }
    Inode inode = opened.get();
    if (operation.has(Operation.TRUNCATE) && inode.states.latest().size() > 0) {
      set(step, inode, inode.states.latest().truncated(0));
    }
    inode.opened(step.node(), step.start(), step.end());
    handles.put(step.slot(), OpenHandle.of(inode, step));
  }

  private Optional<Inode> openedInode(Step step, List<Target> targets) {
    Operation operation = step.operation();
    long number = step.outcome().number(0);
    Optional<Place> place = model.place(operation.path());
    boolean unknown = model.isUnknown(operation.path());
    Optional<Inode> current = place.flatMap(there -> there.latest().inode());
    boolean exclusive = operation.has(Operation.EXCLUSIVE);
    if (!exclusive && current.isPresent() && isOrBecomes(current.get(), number)) {
      return current;
    }
    if (!exclusive) {
      Optional<Inode> stale =
          Targets.byNumber(targets, number).stream().min(Comparator.comparing(Inode::isUnlinked));
      boolean created = operation.has(Operation.CREATE) && current.isEmpty();
      if (stale.isPresent() && !(created && mayBeUnlinked(stale.get()))) {
        return stale;
      }
      if (stale.isPresent()) {
        // A new file with the number of the old one; or the old one, which the node's name for it
        // still reached, because the node that unlinked it has it open and keeps it.
        place.ifPresent(there -> set(step, there, Binding.UNKNOWN));
        return Optional.empty();
      }
    }
    boolean anything = unknown || (!exclusive && targets.contains(Target.ANYTHING));
    if (operation.has(Operation.CREATE) && place.isPresent() && current.isEmpty() && !anything) {
      Inode inode = Inode.file(FileState.NEW, step.node(), step.start(), step.end());
      inode.number(number);
      place.get().history().set(Binding.to(inode), step.node(), step.start(), step.end());
      return Optional.of(inode);
    }
    if (anything) {
      place.ifPresent(
          there -> there.history().set(Binding.UNKNOWN, step.node(), step.start(), step.end()));
      return Optional.empty();
    }
    throw wrong(
        step,
        exclusive && current.isPresent() ? "made what was there" : "opened a file of another name",
        operation.path());
  }

  private static boolean mayBeUnlinked(Inode inode) {
    return inode.isUnlinked() || inode.isMurky();
  }

  private static boolean isOrBecomes(Inode inode, long number) {
    if (inode.number() == 0) {
      inode.number(number);
    }
    return inode.number() == number;
  }

  private void close(Step step) {
    unknown.remove(step.slot());
    OpenHandle handle = handles.remove(step.slot());
    if (handle == null) {
      return;
    }
    if (!step.outcome().succeeded() && !handle.inode().mayBeStale(handle, step.end())) {
      throw wrong(step, "can't be closed", handle.inode());
    }
  }

  private void write(Step step) {
    Operation operation = step.operation();
    change(
        step,
        state ->
            state.written((int) operation.offset(), (int) operation.length(), operation.tag()));
  }

  /** The end of the file is where the server has it: nobody else changes it meanwhile. */
  private void append(Step step) {
    int length = (int) step.operation().length();
    change(
        step,
        state -> {
          int end = (int) step.outcome().number(0);
          int at = end - length;
          boolean murky = handle(step).filter(open -> open.inode().isMurkyTo(open)).isPresent();
          if (at != state.size() && !murky) {
            throw wrong(step, "appended at " + at + ", not at the end, " + state.size());
          }
          return state.written(at, length, FileState.tagAt(step.operation().tag(), at));
        });
  }

  private void change(Step step, UnaryOperator<FileState> change) {
    OpenHandle handle = handles.get(step.slot());
    if (handle == null) {
      if (unknown.containsKey(step.slot())) {
        return;
      }
      if (step.outcome().errno() != Outcome.EBADF) {
        throw wrong(step, "no such open file");
      }
      return;
    }
    Inode inode = handle.inode();
    if (!step.outcome().succeeded()) {
      if (step.outcome().errno() != Outcome.ESTALE || !inode.mayBeStale(handle, step.end())) {
        throw wrong(step, "failed on an open file", inode);
      }
      return;
    }
    FileState state = inode.states.latest();
    if (state.known()) {
      try {
        set(step, inode, change.apply(state));
      } catch (Violation e) {
        throw new Violation(e.getMessage() + "\n    " + inode);
      }
    }
  }

  // ---- names ----

  private void chmod(Step step) {
    String path = step.operation().path();
    List<Target> targets = targets(step, path);
    if (!step.outcome().succeeded()) {
      explainAbsence(step, targets, path);
      return;
    }
    onlyOne(step, targets, path)
        .ifPresent(inode -> set(step, inode, inode.states.latest().mode(step.operation().mode())));
  }

  /** The one file that a change through a name reached; none when it may have been several. */
  private Optional<Inode> onlyOne(Step step, List<Target> targets, String path) {
    Set<Inode> possible = new HashSet<>();
    targets.forEach(target -> target.inode().ifPresent(possible::add));
    boolean anything = targets.contains(Target.ANYTHING);
    if (possible.isEmpty() && !anything) {
      throw wrong(step, "succeeded on what is not there", path);
    }
    Optional<Inode> first = possible.stream().findFirst();
    if (possible.size() == 1 && !anything && first.filter(Inode::isUnlinked).isEmpty()) {
      return first;
    }
    possible.forEach(inode -> set(step, inode, FileState.UNKNOWN));
    if (anything) {
      anyFile(step, path);
    }
    model.uncertain(path);
    return Optional.empty();
  }

  /** It was done to one of the files of a directory, and it is not known to which. */
  private void anyFile(Step step, String path) {
    ServerSide.allFiles(model.topOf(path)).forEach(it -> set(step, it, FileState.UNKNOWN));
  }

  private void unlink(Step step) {
    String path = step.operation().path();
    if (!step.outcome().succeeded()) {
      explainAbsence(step, targets(step, path), path);
      return;
    }
    if (model.isUnknown(path)) {
      model.uncertain(path);
      model.place(path).ifPresent(place -> set(step, place, Binding.ABSENT));
      return;
    }
    Place place = there(step, path);
    Inode inode = place.latest().inode().get();
    List<Target> targets = targets(step, path);
    set(step, place, Binding.ABSENT);
    dropLink(step, inode, targets);
  }

  private void mkdir(Step step) {
    String path = step.operation().path();
    if (!step.outcome().succeeded()) {
      boolean explained =
          step.outcome().errno() == Outcome.EEXIST
              && targets(step, path).stream().anyMatch(Mutations::mayBeThere);
      explain(step, explained, path);
      return;
    }
    Place place = model.place(path).orElseThrow(() -> wrong(step, "made in nothing", path));
    if (place.latest().inode().isPresent()) {
      throw wrong(step, "made what was there", path);
    }
    set(step, place, Binding.to(Inode.directory(step.node(), step.start(), step.end())));
  }

  private void rmdir(Step step) {
    String path = step.operation().path();
    Optional<Inode> current = model.place(path).flatMap(place -> place.latest().inode());
    boolean empty = current.isPresent() && current.get().isEmpty();
    boolean anythingInIt =
        current.isPresent()
            && current.get().names.values().stream().anyMatch(name -> !name.latest().known());
    if (!step.outcome().succeeded()) {
      boolean explained =
          switch (step.outcome().errno()) {
            case Outcome.ENOENT -> targets(step, path).stream().anyMatch(Target::absent);
            case Outcome.ENOTEMPTY, Outcome.EEXIST ->
                current.isPresent() && (!empty || anythingInIt);
            default -> false;
          };
      explain(step, explained, path);
      return;
    }
    Place place = there(step, path);
    if (!empty) {
      throw wrong(step, "removed a directory with names in it", path);
    }
    current.get().unlinked(step.node(), step.start());
    set(step, place, Binding.ABSENT);
  }

  private void link(Step step) {
    String from = step.operation().path();
    String to = step.operation().other();
    List<Target> sources = targets(step, from);
    if (!step.outcome().succeeded()) {
      boolean explained =
          switch (step.outcome().errno()) {
            case Outcome.ENOENT ->
                sources.stream().anyMatch(Target::absent)
                    || parentMayBeAbsent(step, to)
                    || sources.stream().anyMatch(source -> mayHaveNoLinks(step, source));
            case Outcome.EEXIST -> targets(step, to).stream().anyMatch(Mutations::mayBeThere);
            // The kernel asks a second time after ESTALE, but for where a new name goes.
            case Outcome.ESTALE -> parentMayBeAbsent(step, to);
            default -> false;
          };
      explain(step, explained, from, to);
      return;
    }
    Place place = model.place(to).orElseThrow(() -> wrong(step, "linked into nothing", to));
    if (place.latest().inode().isPresent()) {
      throw wrong(step, "linked over what was there", to);
    }
    Optional<Inode> source = onlyOne(step, sources, from);
    if (source.isEmpty()) {
      set(step, place, Binding.UNKNOWN);
      return;
    }
    Inode inode = source.get();
    set(step, place, Binding.to(inode));
    set(step, inode, inode.states.latest().links(inode.states.latest().links() + 1));
  }

  /**
   * The kernel's count of links, by which link(2) refuses a file without any: it takes one off when
   * a name is removed, also when it was told meanwhile (by a stat of somebody else) of the count
   * without that name.
   */
  private boolean mayHaveNoLinks(Step step, Target source) {
    long from = model.namesFrom(step.start());
    return source.inode().stream()
        .flatMap(
            inode -> inode.states.seen(NOBODY, from, step.start(), step.end()).changes().stream())
        .anyMatch(change -> change.value().links() > 1);
  }

  private void rename(Step step) {
    String from = step.operation().path();
    String to = step.operation().other();
    List<Target> sources = targets(step, from);
    List<Target> goals = targets(step, to);
    if (!step.outcome().succeeded()) {
      explain(
          step,
          step.outcome().errno() == Outcome.ENOENT
              && (sources.stream().anyMatch(Target::absent) || parentMayBeAbsent(step, to)),
          from);
      return;
    }
    Optional<Inode> source = model.place(from).flatMap(place -> place.latest().inode());
    Optional<Place> goal = model.place(to);
    Optional<Inode> replaced = goal.flatMap(place -> place.latest().inode());
    boolean same = source.isPresent() && source.equals(replaced);
    // The kernel does nothing when both names lead to one file, as far as it knows.
    boolean maybeNothing =
        sources.contains(Target.ANYTHING)
            || goals.contains(Target.ANYTHING)
            || sources.stream()
                .anyMatch(one -> one.inode().isPresent() && goals.stream().anyMatch(one::equals));
    boolean unknown = model.isUnknown(from) || model.isUnknown(to);
    if (unknown || (maybeNothing && !same)) {
      model.place(from).ifPresent(place -> set(step, place, Binding.UNKNOWN));
      goal.ifPresent(place -> set(step, place, Binding.UNKNOWN));
      source.ifPresent(inode -> set(step, inode, FileState.UNKNOWN));
      replaced.ifPresent(inode -> set(step, inode, FileState.UNKNOWN));
      model.uncertain(from);
      return;
    }
    if (same) {
      goal.ifPresent(place -> believed(step, place, sources));
      return;
    }
    Place place = there(step, from);
    Place target = goal.orElseThrow(() -> wrong(step, "moved into nothing", to));
    set(step, place, Binding.ABSENT);
    set(step, target, Binding.to(source.get()));
    believed(step, target, sources);
    // Its ctime is another: that is a change that the node makes, and sees.
    set(
        step,
        source.get(),
        source.get().states.latest().links(source.get().states.latest().links()));
    replaced.ifPresent(inode -> dropLink(step, inode, goals));
  }

  /**
   * The kernel moves the name that it has: when it took that for another file's, which it was a
   * moment ago, then it goes on to do so under the new name, as long as it would have under the
   * old.
   */
  private static void believed(Step step, Place place, List<Target> sources) {
    Binding is = place.latest();
    List<Binding> believed =
        sources.stream()
            .filter(source -> mayBeThere(source) && !source.inode().equals(is.inode()))
            .map(source -> new Binding(source.inode(), !source.anything()))
            .toList();
    believed.forEach(it -> place.history().set(it, NOBODY, step.start(), step.end()));
    if (!believed.isEmpty()) {
      place.history().set(is, NOBODY, step.start(), step.end());
    }
  }

  /**
   * A node that took the name for another file's, which it was a moment ago, does not know whose
   * link it took: to what it shows by other names that is a change by somebody else.
   *
   * @param targets what the node may have taken the name for
   */
  private void dropLink(Step step, Inode inode, List<Target> targets) {
    FileState state = inode.states.latest();
    if (!state.known()) {
      return;
    }
    boolean certain =
        targets.stream()
            .allMatch(target -> target.inode().equals(Optional.of(inode)) && !target.anything());
    int node = certain ? step.node() : NOBODY;
    inode.states.set(state.links(state.links() - 1), node, step.start(), step.end());
    if (state.links() == 1) {
      inode.unlinked(step.node(), step.start());
    }
  }

  // ---- what explains an outcome ----

  private List<Target> targets(Step step, String path) {
    return model.targets(step.node(), path, step.start(), step.end());
  }

  private static boolean mayBeThere(Target target) {
    return target.anything() || target.inode().isPresent();
  }

  private boolean parentMayBeAbsent(Step step, String path) {
    return targets(step, path.substring(0, path.lastIndexOf('/'))).stream()
        .anyMatch(parent -> parent.absent() || parent.inode().get().isUnlinked());
  }

  private void explainAbsence(Step step, List<Target> targets, String path) {
    boolean explained =
        step.outcome().errno() == Outcome.ENOENT && targets.stream().anyMatch(Target::absent);
    explain(step, explained, path);
  }

  private void explain(Step step, boolean explained, String... paths) {
    if (!explained && !wentStale(step) && Stream.of(paths).noneMatch(model::isUnknown)) {
      throw wrong(step, "can't fail so", paths);
    }
  }

  /**
   * The kernel looks a path up a second time when the server says ESTALE; what is removed once more
   * in between is ESTALE to the caller, as for every NFS client.
   */
  private boolean wentStale(Step step) {
    return step.outcome().errno() == Outcome.ESTALE
        && Stream.of(step.operation().path(), step.operation().other())
            .filter(path -> !path.isEmpty())
            .anyMatch(path -> model.changedMeanwhile(step, path));
  }

  private Place there(Step step, String path) {
    Optional<Place> place = model.place(path);
    if (place.isEmpty() || place.get().latest().inode().isEmpty()) {
      throw wrong(step, "succeeded on what is not there", path);
    }
    return place.get();
  }

  private Violation wrong(Step step, String what, String... paths) {
    String histories =
        Stream.of(paths)
            .map(path -> "\n    " + Targets.describe(model, path) + "\n    " + targets(step, path))
            .collect(Collectors.joining());
    return new Violation(what + ":\n    " + step + histories);
  }

  private static Violation wrong(Step step, String what, Inode inode) {
    return new Violation(what + ":\n    " + step + "\n    " + inode);
  }

  private static void set(Step step, Place place, Binding binding) {
    place.history().set(binding, step.node(), step.start(), step.end());
  }

  private static void set(Step step, Inode inode, FileState state) {
    if (!state.known()) {
      inode.murky();
    }
    inode.states.set(state, step.node(), step.start(), step.end());
  }
}
