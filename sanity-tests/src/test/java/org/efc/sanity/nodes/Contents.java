// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

import java.util.Optional;

/** Whether bytes that were read are what a file had there, at a time that the promise allows. */
final class Contents {
  private Contents() {}

  /** Whether it is not known what the file had at one of the moments. */
  static boolean isUnknown(Step step, Inode inode, long from) {
    History.Seen<FileState> seen = inode.states.seen(-2, from, step.start(), step.end());
    return seen.anything() || seen.changes().stream().anyMatch(change -> !change.value().known());
  }

  /**
   * Each byte may be of another moment: pages are read one by one. Zeros are right where the file
   * ended at one of these moments.
   *
   * @param from no byte may be older
   * @param offset of the first byte in the file
   * @param limit how many bytes were asked for
   * @return what is wrong
   */
  static Optional<String> wrong(
      Step step, Inode inode, long from, int offset, int limit, byte[] bytes) {
    History.Seen<FileState> seen = inode.states.seen(-2, from, step.start(), step.end());
    if (isUnknown(step, inode, from)) {
      return Optional.empty();
    }
    if (!isSize(seen, step, from, offset, limit, bytes.length)) {
      return Optional.of(bytes.length + " bytes at " + offset + ": the file had never that size");
    }
    for (int i = 0; i < bytes.length; i++) {
      if (!isByte(seen, step, offset + i, bytes[i])) {
        return Optional.of("the byte at " + (offset + i) + " is of no write that may be seen");
      }
    }
    return Optional.empty();
  }

  private static boolean isSize(
      History.Seen<FileState> seen, Step step, long from, int offset, int limit, int count) {
    for (Change<FileState> change : seen.changes()) {
      if (Math.clamp(change.value().size() - (long) offset, 0, limit) == count
          || (change.end() >= from && change.value().mayHaveHadSize((long) offset + count))) {
        return true;
      }
      if (isOwn(change, step) && change.value().resized()) {
        return false;
      }
    }
    return false;
  }

  private static boolean isByte(History.Seen<FileState> seen, Step step, int at, byte value) {
    for (Change<FileState> change : seen.changes()) {
      FileState state = change.value();
      byte had = at < state.size() ? state.content()[at] : 0;
      if (had == value) {
        return true;
      }
      if (isOwn(change, step) && state.touched(at)) {
        return false;
      }
    }
    return false;
  }

  private static boolean isOwn(Change<FileState> change, Step step) {
    return change.node() == step.node() && change.end() < step.start();
  }
}
