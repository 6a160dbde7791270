// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.efc.common.EfcException;

/** The locks of flock(2) that processes of this node have, by {@code /proc/locks}. */
final class FileLocks {
  private static final Path LOCKS = Path.of("/proc/locks");

  private FileLocks() {}

  /** The processes that took one for themselves alone; who waits for one is not among them. */
  static Set<Integer> holders() {
    try {
      return holders(Files.readAllLines(LOCKS));
    } catch (IOException e) {
      throw new EfcException("can't read " + LOCKS + ": " + e.getMessage(), e);
    }
  }

  /** Lines as "1: FLOCK ADVISORY WRITE 2711 fd:01:131 0 EOF", or "1: -> FLOCK ..." (proc(5)). */
  static Set<Integer> holders(List<String> lines) {
    return lines.stream()
        .map(line -> line.trim().split("\\s+"))
        .filter(words -> words.length > 4 && words[1].equals("FLOCK") && words[3].equals("WRITE"))
        .map(words -> Integer.valueOf(words[4]))
        .collect(Collectors.toSet());
  }
}
