// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.efc.common.linux.Libc;
import org.efc.common.linux.Syscall;

/**
 * Since when a reader thread is busy with one request, and whether it computes all that time: no
 * request needs seconds of a processor, while one may wait for a slow disk for as long as that.
 *
 * <p>Looked at now and then by one other thread at a time; the reader pays two stores a request.
 */
final class Dispatching {
  /** On a crowded machine it gets less than a processor. */
  private static final int LEAST_SHARE = 5;

  private final Times times;
  private volatile long thread;

  /** Which of those that the reader has read; 0 while it waits for one. */
  private volatile long request;

  private long count; // belongs to the reader

  // Belong to who looks.
  private long seenRequest;
  private long seenAt;
  private long seenUsed;

  Dispatching() {
    this(new Times());
  }

  Dispatching(Times times) {
    this.times = times;
  }

  /** The calling thread is the reader. */
  void enter() {
    thread = Libc.current().call(Syscall.GETTID, 0);
  }

  /** A request was read. */
  void begin() {
    request = ++count;
  }

  void end() {
    request = 0;
  }

  /** For how long it was seen to compute for one request, in milliseconds; 0 when it does not. */
  synchronized long spinningMillis() {
    long now = times.nanos();
    long busyWith = request;
    if (busyWith == 0 || busyWith != seenRequest) {
      seenRequest = busyWith;
      seenAt = now;
      seenUsed = busyWith == 0 ? 0 : times.userNanos(thread);
      return 0;
    }
    long used = times.userNanos(thread) - seenUsed;
    long wall = now - seenAt;
    return used * LEAST_SHARE >= wall ? TimeUnit.NANOSECONDS.toMillis(wall) : 0;
  }

  /** The clocks: of the wall, and of a thread's computing. */
  static class Times {
    /**
     * User time in /proc/PID/task/TID/stat, counted after the name (proc_pid_stat(5), field 14).
     */
    private static final int USER_TIME = 11;

    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1) / 100; // USER_HZ

    /** Of no defined start. */
    long nanos() {
      return System.nanoTime();
    }

    /** How long this thread of ours has computed; 0 once it has ended. */
    long userNanos(long thread) {
      try {
        String stat = Files.readString(Path.of("/proc/self/task/" + thread + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[USER_TIME]) * TICK_NANOS;
      } catch (IOException e) {
        return 0; // it has just ended
      }
    }
  }
}
