// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.efc.sanity.nodes.Model.Target;

/** What only looks: it must see what its node's promise allows. */
final class Observations {
  private static final int ALL = 1 << 30;
  private static final int DIRECTORY_TYPE = 4;
  private static final int PAGE = 4096;

  private final Model model;
  private final Map<Integer, OpenHandle> handles = new HashMap<>();
  private long unchecked;

  Observations(Model model) {
    this.model = model;
  }

  /** How many steps could have seen anything, as it was not known what is there. */
  long unchecked() {
    return unchecked;
  }

  /**
   * @param handle of a file that the client writes; its own read-only ones are found here
   */
  void check(Step step, Optional<OpenHandle> handle) {
    switch (step.operation().kind()) {
      case OPEN -> open(step);
      case CLOSE -> handles.remove(step.slot());
      case READ -> read(step, handle.or(() -> Optional.ofNullable(handles.get(step.slot()))));
      case FSTAT -> fstat(step, handle.or(() -> Optional.ofNullable(handles.get(step.slot()))));
      case CAT -> cat(step);
      case STAT -> stat(step);
      case LIST -> list(step);
      default -> throw new IllegalArgumentException(step.toString());
    }
  }

  // ---- by name ----

  private void open(Step step) {
    handles.remove(step.slot());
    List<Target> targets = targets(step);
    if (isExplained(step, targets)) {
      return;
    }
    List<Inode> inodes = named(step, targets);
    opened(step, inodes);
    if (inodes.size() == 1) {
      handles.put(step.slot(), OpenHandle.of(inodes.getFirst(), step));
    }
  }

  private void cat(Step step) {
    List<Target> targets = targets(step);
    if (isExplained(step, targets)) {
      return;
    }
    List<Inode> inodes = named(step, targets);
    unchecked +=
        inodes.stream().anyMatch(inode -> Contents.isUnknown(step, inode, fromNow(step, inode)))
            ? 1
            : 0;
    byte[] bytes = step.outcome().bytes(2, (int) step.outcome().number(1));
    require(
        step, inodes, inode -> Contents.wrong(step, inode, fromNow(step, inode), 0, ALL, bytes));
    opened(step, inodes);
  }

  /** Of two files with one number, one of them gone, it is not known which was opened. */
  private static void opened(Step step, List<Inode> inodes) {
    if (inodes.size() == 1) {
      inodes.getFirst().opened(step.node(), step.start(), step.end());
    }
  }

  private void stat(Step step) {
    List<Target> targets = targets(step);
    if (isExplained(step, targets)) {
      return;
    }
    require(step, named(step, targets), inode -> wrongAttributes(step, inode));
  }

  /** Whether nothing is to be checked, as it failed as it may, or nothing is known. */
  private boolean isExplained(Step step, List<Target> targets) {
    if (targets.contains(Target.ANYTHING)) {
      unchecked++;
      return true;
    }
    if (step.outcome().succeeded()) {
      return false;
    }
    boolean explained =
        switch (step.outcome().errno()) {
          case Outcome.ENOENT -> targets.stream().anyMatch(Target::absent);
          case Outcome.ESTALE ->
              model.changedMeanwhile(step, step.operation().path())
                  || (step.operation().kind() == Operation.Kind.CAT
                      && targets.stream()
                          .flatMap(target -> target.inode().stream())
                          .anyMatch(inode -> inode.isUnlinked() || inode.isMurky()));
          default -> false;
        };
    if (!explained) {
      throw wrong(step, "can't fail so");
    }
    return true;
  }

  private List<Inode> named(Step step, List<Target> targets) {
    List<Inode> inodes = Targets.byNumber(targets, step.outcome().number(0));
    if (inodes.isEmpty()) {
      throw wrong(step, "the name led to no such file");
    }
    return inodes;
  }

  private interface Test {
    Optional<String> wrong(Inode inode);
  }

  private void require(Step step, List<Inode> inodes, Test test) {
    if (inodes.stream().anyMatch(Inode::isMurky)) {
      unchecked++;
      return;
    }
    Optional<String> first = test.wrong(inodes.getFirst());
    if (first.isPresent()
        && inodes.stream().skip(1).noneMatch(inode -> test.wrong(inode).isEmpty())) {
      throw wrong(step, first.get() + " (" + inodes.getFirst() + ")");
    }
  }

  // ---- by open file ----

  private void read(Step step, Optional<OpenHandle> handle) {
    if (handle.isEmpty() || isStale(step, handle.get())) {
      return;
    }
    Inode inode = handle.get().inode();
    unchecked += Contents.isUnknown(step, inode, from(step, inode)) ? 1 : 0;
    byte[] bytes = step.outcome().bytes(1, (int) step.outcome().number(0));
    int offset = (int) step.operation().offset();
    // The kernel gives the pages that it has, and says at the next read that the file is stale.
    boolean cut = (offset + bytes.length) % PAGE == 0 && inode.mayBeStale(handle.get(), step.end());
    int limit = cut ? bytes.length : (int) step.operation().length();
    Contents.wrong(step, inode, from(step, inode), offset, limit, bytes)
        .ifPresent(
            what -> {
              throw wrong(step, what, handle.get());
            });
  }

  private void fstat(Step step, Optional<OpenHandle> handle) {
    if (handle.isEmpty() || isStale(step, handle.get())) {
      return;
    }
    wrongAttributes(step, handle.get().inode())
        .ifPresent(
            what -> {
              throw wrong(step, what, handle.get());
            });
  }

  private boolean isStale(Step step, OpenHandle handle) {
    if (handle.inode().isMurkyTo(handle)) {
      unchecked++;
      return true;
    }
    if (step.outcome().succeeded()) {
      return false;
    }
    boolean may = handle.inode().mayBeStale(handle, step.end());
    if (step.outcome().errno() != Outcome.ESTALE || !may) {
      throw wrong(step, "failed on an open file", handle);
    }
    return true;
  }

  /** Attributes are as old as they may be, and not older than the node's last open of the file. */
  private long from(Step step, Inode inode) {
    long old = model.attributesFrom(step.start());
    return inode.changedByKernelOf(step)
        ? old
        : Math.max(old, inode.openedBefore(step.node(), step.start()));
  }

  /** What is opened and read in one step is not older than the step. */
  private long fromNow(Step step, Inode inode) {
    return inode.changedByKernelOf(step) ? model.attributesFrom(step.start()) : step.start();
  }

  private Optional<String> wrongAttributes(Step step, Inode inode) {
    if (inode.directory) {
      return Optional.empty();
    }
    long from = from(step, inode);
    History.Seen<FileState> seen = inode.states.seen(step.node(), from, step.start(), step.end());
    if (seen.anything()) {
      unchecked++;
      return Optional.empty();
    }
    return seen.changes().stream().anyMatch(change -> shows(step, change, change.end() >= from))
        ? Optional.empty()
        : Optional.of("the file never had these attributes");
  }

  private static boolean shows(Step step, Change<FileState> change, boolean maybeHalfway) {
    FileState state = change.value();
    long size = step.outcome().number(1);
    long links = step.outcome().number(2);
    int mode = Integer.parseInt(step.outcome().found().get(3), 8) & 07777;
    boolean rightSize = size == state.size() || (maybeHalfway && state.mayHaveHadSize(size));
    boolean rightMode = mode == state.mode() || (maybeHalfway && state.mayHaveHadMode(mode));
    // An unlinked open file has a hidden name, which other nodes count; when it is replaced it gets
    // that one before it loses its own.
    boolean rightLinks = links == state.links() || (state.links() == 0 && links <= 2);
    return !state.known() || (rightSize && rightMode && rightLinks);
  }

  // ---- directories ----

  private void list(Step step) {
    List<Target> targets = targets(step);
    boolean mayBeGone =
        targets.stream().anyMatch(target -> target.absent() || target.inode().get().isUnlinked());
    if (!step.outcome().succeeded()) {
      boolean explained =
          (step.outcome().errno() == Outcome.ENOENT || step.outcome().errno() == Outcome.ESTALE)
              && mayBeGone;
      if (!explained) {
        throw wrong(step, "can't fail so");
      }
      return;
    }
    if (targets.contains(Target.ANYTHING)) {
      unchecked++;
      return;
    }
    Optional<String> first = Optional.of("there is no such directory");
    for (Target target : targets) {
      if (target.inode().isPresent()) {
        first = wrongListing(step, target.inode().get());
        if (first.isEmpty()) {
          return;
        }
      }
    }
    throw wrong(step, first.get());
  }

  private Optional<String> wrongListing(Step step, Inode directory) {
    Set<String> listed = new HashSet<>();
    for (String word : step.outcome().found()) {
      String[] parts = word.split("/");
      if (!listed.add(parts[0])) {
        return Optional.of(parts[0] + " is listed twice");
      }
      int type = Integer.parseInt(parts[1]);
      boolean shouldBe = parts[0].startsWith("g") || parts[0].startsWith(".");
      // What goes while it is listed may have no type (DT_UNKNOWN).
      boolean going = type == 0 && directory.name(parts[0]).changedIn(step.start(), step.end());
      if (!going && (type == DIRECTORY_TYPE) != shouldBe) {
        return Optional.of(parts[0] + " is listed with a wrong type");
      }
    }
    if (listed.isEmpty() && directory.isUnlinked()) {
      // What readdir(3) makes of a directory that is gone (glibc takes ENOENT for its end).
      return Optional.empty();
    }
    if (!listed.remove(".") || !listed.remove("..")) {
      return Optional.of("dots are missing");
    }
    for (String name : listed) {
      if (!directory.names.containsKey(name)) {
        return Optional.of(name + " was never there");
      }
    }
    for (Map.Entry<String, History<Binding>> name : directory.names.entrySet()) {
      History.Seen<Binding> seen =
          name.getValue().seen(step.node(), step.start(), step.start(), step.end());
      boolean is = listed.contains(name.getKey());
      // A server may take away what is replaced before it puts the other there, for who lists.
      boolean replaced = !is && name.getValue().changedIn(step.start(), step.end());
      boolean right =
          seen.anything()
              || replaced
              || seen.changes().stream()
                  .map(Change::value)
                  .anyMatch(value -> !value.known() || value.inode().isPresent() == is);
      if (!right) {
        return Optional.of(
            name.getKey() + (is ? " is listed and gone" : " is missing") + name.getValue());
      }
    }
    return Optional.empty();
  }

  private List<Target> targets(Step step) {
    return model.targets(step.node(), step.operation().path(), step.start(), step.end());
  }

  private Violation wrong(Step step, String what, OpenHandle handle) {
    return new Violation(
        what + ":\n    " + step + "\n    " + handle + "\n    names " + model.names(handle.inode()));
  }

  private Violation wrong(Step step, String what) {
    return new Violation(
        what
            + ":\n    "
            + step
            + "\n    "
            + Targets.describe(model, step.operation().path())
            + "\n    may lead to "
            + targets(step));
  }
}
