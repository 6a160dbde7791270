// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

import java.util.Arrays;

/**
 * A file at one moment.
 *
 * @param content for each byte 1 plus the tag of the write it is of, or 0 for a hole; never changed
 * @param touchedFrom the change that led here set the bytes from here on
 * @param touchedUntil and up to here
 * @param before the size before that change
 * @param created whether that change made the file
 * @param known false while it is not known what the file is: then anything may be seen
 */
record FileState(
    byte[] content,
    int links,
    int mode,
    long touchedFrom,
    long touchedUntil,
    int before,
    boolean created,
    boolean known) {
  static final FileState NEW = new FileState(new byte[0], 1, 0644, 0, 0, 0, true, true);
  static final FileState UNKNOWN = new FileState(new byte[0], 0, 0, 0, 0, 0, false, false);

  private static final int MODULUS = 251;
  private static final int PAGE = 4096;

  int size() {
    return content.length;
  }

  FileState links(int count) {
    return new FileState(content, count, mode, 0, 0, size(), false, known);
  }

  FileState mode(int bits) {
    return new FileState(content, links, bits, 0, 0, size(), false, known);
  }

  FileState truncated(int size) {
    int from = Math.min(size, content.length);
    return new FileState(
        Arrays.copyOf(content, size), links, mode, from, Long.MAX_VALUE, size(), false, known);
  }

  FileState written(int offset, int length, int tag) {
    byte[] changed = Arrays.copyOf(content, Math.max(content.length, offset + length));
    Arrays.fill(changed, offset, offset + length, (byte) (1 + tag));
    int end = offset + length;
    return new FileState(changed, links, mode, Math.min(offset, size()), end, size(), false, known);
  }

  /** The tag of a write whose pattern counts from its own start, as one that counts from 0. */
  static int tagAt(int tag, int offset) {
    return Math.floorMod(tag - offset, MODULUS);
  }

  boolean isSame(FileState other) {
    return known
        && other.known
        && links == other.links
        && mode == other.mode
        && Arrays.equals(content, other.content);
  }

  boolean resized() {
    return size() != before;
  }

  /**
   * Whether it may have had this size in the middle of the change: a server's file system writes
   * page by page, and may be asked in between.
   */
  boolean mayHaveHadSize(long size) {
    return size % PAGE == 0 && size > before && size < size();
  }

  /** NFSv3 makes a file exclusively first, and sets its mode then (RFC 1813 3.3.8). */
  boolean mayHaveHadMode(int bits) {
    return created && bits == 0600;
  }

  boolean touched(int at) {
    return at >= touchedFrom && at < touchedUntil;
  }

  @Override
  public String toString() {
    return known
        ? "size "
            + size()
            + " links "
            + links
            + " mode "
            + Integer.toOctalString(mode)
            + " "
            + runs(content)
        : "unknown";
  }

  static String runs(byte[] content) {
    StringBuilder text = new StringBuilder();
    int from = 0;
    while (from < content.length && text.length() < 300) {
      int until = from;
      while (until < content.length && content[until] == content[from]) {
        until++;
      }
      text.append((content[from] & 0xff) - 1).append(':').append(until - from).append(' ');
      from = until;
    }
    return text.toString();
  }
}
