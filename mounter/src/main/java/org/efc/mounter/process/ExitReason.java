// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

/** Why a client ended. */
public sealed interface ExitReason {
  /** Of a client that was started by hand of the supervisor: {@code _exit(status)}. */
  record Exited(int status) implements ExitReason {}

  /**
   * Killed by a signal.
   *
   * @param outOfMemory whether the memory cgroup counted an OOM kill meanwhile: a hint, since
   *     another process of the group may have been the victim
   */
  record Signaled(int signal, boolean outOfMemory) implements ExitReason {}

  /** An adopted client is gone; its status went to another parent. */
  record Vanished() implements ExitReason {}

  /** Killed, since it hung. */
  record Hung(String why) implements ExitReason {}

  /** Stopped for a client of another version. */
  record Replaced() implements ExitReason {}

  /** No process came to be. */
  record NotStarted(String message) implements ExitReason {}

  /** In plain words, for status and log. */
  default String describe() {
    return switch (this) {
      case Exited(int status) -> "exit status " + status + meaning(status);
      case Signaled(int signal, boolean outOfMemory) ->
          "killed by signal " + signal + name(signal) + (outOfMemory ? ", out of memory" : "");
      case Vanished() -> "gone; its status went to the session manager before this one";
      case Hung(String why) -> why;
      case Replaced() -> "replaced by an upgrade";
      case NotStarted(String message) -> "not started: " + message;
    };
  }

  /** In one word, for metrics. */
  default String cause() {
    return switch (this) {
      case Exited _ -> "exited";
      case Signaled(int _, boolean outOfMemory) -> outOfMemory ? "oom" : "killed";
      case Vanished _ -> "vanished";
      case Hung _ -> "hung";
      case Replaced _ -> "upgrade";
      case NotStarted _ -> "not-started";
    };
  }

  private static String meaning(int status) {
    return switch (status) {
      case 0 -> " (connection gone, or told to stop)";
      case 2 -> " (bad option)";
      case 3 -> " (Java heap exhausted)";
      case 4 -> " (a thread or a completion failed: see the log)";
      case 10 -> " (source unreachable)";
      case 11 -> " (no such source)";
      case 12 -> " (access denied)";
      case 13 -> " (the root of the source is stale: the next client mounts it anew)";
      case 126, 127 -> " (program can't be run)";
      default -> "";
    };
  }

  private static String name(int signal) {
    return switch (signal) {
      case 2 -> " SIGINT";
      case 6 -> " SIGABRT";
      case 7 -> " SIGBUS";
      case 9 -> " SIGKILL";
      case 11 -> " SIGSEGV";
      case 15 -> " SIGTERM";
      default -> "";
    };
  }
}
