// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.efc.mounter.process.ExitReason;

/**
 * Tells the clients of a volume which of their predecessors ended by a fault of their own: only who
 * waits for a process knows. A client refuses a request that ended two of them in a row.
 *
 * <p>A file with a process id a line, the latest last. A note that can't be written is logged: the
 * next client serves all the same.
 */
final class CrashNotes {
  private static final System.Logger LOG = System.getLogger(CrashNotes.class.getName());
  private static final int MOST = 8;

  /** ExitOnOutOfMemoryError. */
  private static final int NO_HEAP = 3;

  private final Path file;
  private volatile int running;

  CrashNotes(Path file) {
    this.file = file;
  }

  /** This client runs from now on. */
  void launched(int pid) {
    running = pid;
  }

  /** The client that was launched last has ended. */
  void ended(ExitReason reason) {
    if (running != 0 && isCrash(reason)) {
      note(running);
    }
  }

  /**
   * Whether the process itself did it. Not SIGKILL, which somebody sends, or the kernel when memory
   * is short; not the statuses with which a client says why it ends.
   */
  static boolean isCrash(ExitReason reason) {
    return switch (reason) {
      case ExitReason.Exited(int status) -> status == NO_HEAP;
      case ExitReason.Signaled(int signal, boolean _) ->
          switch (signal) {
            case 4, 6, 7, 8, 11 -> true; // SIGILL SIGABRT SIGBUS SIGFPE SIGSEGV
            default -> false;
          };
      default -> false;
    };
  }

  private void note(int pid) {
    try {
      List<String> lines = new ArrayList<>();
      if (Files.exists(file)) {
        lines.addAll(Files.readAllLines(file));
      }
      lines.add(Integer.toString(pid));
      Files.write(file, lines.subList(Math.max(0, lines.size() - MOST), lines.size()));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "can't note a crash in " + file, e);
    }
  }
}
