// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.efc.common.Pause;

/**
 * Which clients of the volume ended by a fault of their own, as the session manager noted it, which
 * knows the exit status: a file with a line for each, its process id. A client that can tell by
 * itself, since its code threw, need not be in there.
 */
@FunctionalInterface
interface Crashes {
  /**
   * Whether the process with this id is one of them.
   *
   * @param waits for the note a little: the process has ended just now
   */
  boolean contain(int pid, boolean waits);

  /** Those of a file, which need not be there. */
  static Crashes in(Path file) {
    return new NotedCrashes(file);
  }

  /** The file, read anew each time. */
  record NotedCrashes(Path file) implements Crashes {
    private static final int LOOKS = 50;
    private static final long LOOK_MILLIS = 10;

    @Override
    public boolean contain(int pid, boolean waits) {
      boolean found = isNoted(pid);
      for (int look = 0; waits && !found && look < LOOKS; look++) {
        Pause.millis(LOOK_MILLIS);
        found = isNoted(pid);
      }
      return found;
    }

    private boolean isNoted(int pid) {
      try {
        return Files.readAllLines(file).contains(Integer.toString(pid));
      } catch (NoSuchFileException e) {
        return false;
      } catch (IOException e) {
        System.getLogger(Crashes.class.getName())
            .log(System.Logger.Level.WARNING, "can't read " + file, e);
        return false;
      }
    }
  }
}
