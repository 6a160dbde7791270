// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process of this boot, even after its id is used again.
 *
 * @param pid in the pid namespace of this process
 * @param startTime clock ticks since boot, field 22 of proc_pid_stat(5)
 */
public record ProcessIdentity(int pid, long startTime) {
  private static final int STATE_FIELD = 0;
  private static final int START_TIME_FIELD = 19;

  /** The process that has this id now; empty when there is none, or only its zombie. */
  public static Optional<ProcessIdentity> of(int pid) {
    if (pid <= 0) {
      return Optional.empty();
    }
    try {
      String stat =
          Files.readString(
              Path.of("/proc", Integer.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
      // The command, in parentheses, may hold spaces and parentheses: count from its end.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      if (fields[STATE_FIELD].equals("Z") || fields[STATE_FIELD].equals("X")) {
        return Optional.empty();
      }
      return Optional.of(new ProcessIdentity(pid, Long.parseLong(fields[START_TIME_FIELD])));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return of(pid).filter(this::equals).isPresent();
  }
}
