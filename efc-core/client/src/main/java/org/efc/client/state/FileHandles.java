// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The numbers by which the kernel names open files (fh): {@code epoch << 32 | index}. Nothing of it
 * outlives the process: a number of another epoch is of a predecessor, and names nothing here. What
 * is asked of it is then done by the node id alone. Safe for use by many threads.
 *
 * @param <T> what is kept of an open file
 */
public final class FileHandles<T> {
  private final long epoch;
  private final List<Optional<T>> files = new ArrayList<>();
  private final Deque<Integer> free = new ArrayDeque<>();

  /**
   * @param epoch the number of this start, not 0
   */
  public FileHandles(int epoch) {
    this.epoch = epoch;
  }

  /** A number for it; never 0, which the kernel takes for none. */
  public synchronized long open(T file) {
    Integer index = free.pollFirst();
    if (index == null) {
      index = files.size();
      files.add(Optional.empty());
    }
    files.set(index, Optional.of(file));
    return epoch << 32 | index;
  }

  /** What has this number; empty when it is of a predecessor. */
  public synchronized Optional<T> find(long handle) {
    int index = (int) handle;
    return isOurs(handle) ? files.get(index) : Optional.empty();
  }

  /** The number is free again; gives what had it. */
  public synchronized Optional<T> close(long handle) {
    Optional<T> file = find(handle);
    if (file.isPresent()) {
      files.set((int) handle, Optional.empty());
      free.addFirst((int) handle);
    }
    return file;
  }

  /** How many there are. */
  public synchronized int size() {
    return files.size() - free.size();
  }

  private boolean isOurs(long handle) {
    int index = (int) handle;
    return handle >>> 32 == epoch && index >= 0 && index < files.size();
  }
}
