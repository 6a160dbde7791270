// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What an operation did.
 *
 * @param start and {@code end} on the machine's monotonic clock, in nanoseconds: the same for all
 *     clients
 * @param errno 0 for success
 * @param found what it found, as {@code operations.c} says
 */
record Outcome(long start, long end, int errno, List<String> found) {
  static final int ENOENT = 2;
  static final int EBADF = 9;
  static final int EEXIST = 17;
  static final int ENOTEMPTY = 39;
  static final int ESTALE = 116;

  static Outcome parse(String line) {
    List<String> words = List.of(line.split(" "));
    return new Outcome(
        Long.parseLong(words.get(0)),
        Long.parseLong(words.get(1)),
        Integer.parseInt(words.get(2)),
        words.subList(3, words.size()));
  }

  boolean succeeded() {
    return errno == 0;
  }

  long number(int index) {
    return Long.parseLong(found.get(index));
  }

  /** The tags of bytes that were read, each plus 1, from the runs after word {@code first}. */
  byte[] bytes(int first, int count) {
    byte[] bytes = new byte[count];
    int at = 0;
    for (String run : found.subList(first, found.size())) {
      int colon = run.indexOf(':');
      int tag = Integer.parseInt(run.substring(0, colon));
      int length = Integer.parseInt(run.substring(colon + 1));
      java.util.Arrays.fill(bytes, at, at + length, (byte) (tag + 1));
      at += length;
    }
    return bytes;
  }

  @Override
  public String toString() {
    String result = errno == 0 ? "ok" : "errno " + errno;
    return result + found.stream().limit(12).collect(Collectors.joining(" ", " [", "]"));
  }
}
