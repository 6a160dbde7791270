// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/** A file or directory of the model. Directories have names, files have states. */
final class Inode {
  private static final int OPENS_KEPT = 24;

  final boolean directory;
  final History<FileState> states;
  final Map<String, History<Binding>> names = new TreeMap<>();
  private final Deque<Opened> opens = new ArrayDeque<>();
  private long number;
  private int unlinker = -1;
  private boolean murky;
  private long clearedAt = Long.MIN_VALUE;
  private long unlinkedFrom = Long.MAX_VALUE;

  private record Opened(int node, long start, long end) {}

  private Inode(boolean directory, History<FileState> states) {
    this.directory = directory;
    this.states = states;
  }

  static Inode file(FileState first, int node, long start, long end) {
    return new Inode(false, new History<>(first, node, start, end));
  }

  static Inode directory(int node, long start, long end) {
    return new Inode(true, new History<>(FileState.NEW, node, start, end));
  }

  /** The server's number of it; 0 when nobody has seen it yet. */
  long number() {
    return number;
  }

  void number(long seen) {
    number = seen;
  }

  History<Binding> name(String name) {
    return names.computeIfAbsent(
        name, _ -> new History<>(Binding.ABSENT, -1, Long.MIN_VALUE, Long.MIN_VALUE));
  }

  boolean isEmpty() {
    return names.values().stream().allMatch(name -> name.latest().inode().isEmpty());
  }

  /**
   * Whether the step's node changed it meanwhile, or may have. The kernel drops attributes that it
   * asked for before such a change, and goes on with the size that it knew (fs/fuse/inode.c,
   * attr_version).
   */
  boolean changedByKernelOf(Step step) {
    return states.seen(step.node(), step.start(), step.start(), step.end()).changes().stream()
        .anyMatch(
            change ->
                change.end() >= step.start()
                    && (change.node() == step.node() || change.node() < 0));
  }

  void opened(int node, long start, long end) {
    if (opens.size() == OPENS_KEPT) {
      opens.removeFirst();
    }
    opens.addLast(new Opened(node, start, end));
  }

  /** What a node knows at this moment is not older than its latest open: when that began. */
  long openedBefore(int node, long moment) {
    return opens.stream()
        .filter(open -> open.node == node && open.end < moment)
        .mapToLong(Opened::start)
        .max()
        .orElse(Long.MIN_VALUE);
  }

  /** It is not known any more what was done to it: nothing of it is checked until it is clear. */
  void murky() {
    murky = true;
  }

  /**
   * The server was looked at while nobody did anything to it. Who has it open from before may have
   * another file of that number.
   */
  void clear(long moment) {
    if (murky) {
      clearedAt = moment;
      murky = false;
    }
  }

  boolean isMurkyTo(OpenHandle handle) {
    return murky || handle.end() < clearedAt;
  }

  boolean isMurky() {
    return murky;
  }

  /** It lost its last name. */
  void unlinked(int node, long start) {
    unlinker = node;
    unlinkedFrom = start;
  }

  boolean isUnlinked() {
    return unlinkedFrom != Long.MAX_VALUE;
  }

  /** Who had it open before this very node unlinked it keeps it; to all others it may be gone. */
  boolean mayBeStale(OpenHandle handle, long moment) {
    if (isMurkyTo(handle)) {
      return true;
    }
    return unlinkedFrom <= moment && (handle.node() != unlinker || handle.end() >= unlinkedFrom);
  }

  @Override
  public String toString() {
    return (directory ? "directory " : "file ")
        + number
        + (isUnlinked() ? ", unlinked by node " + unlinker + " from " + unlinkedFrom : "")
        + (directory ? "" : states.toString() + "\n      opened: " + opens);
  }
}
