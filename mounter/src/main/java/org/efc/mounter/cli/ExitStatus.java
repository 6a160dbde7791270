// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import org.efc.mounter.MountException;

/** How a command ends. The numbers are part of the interface: scripts read them. */
enum ExitStatus {
  OK(0, "done"),
  FAILED(1, "any other failure"),
  USAGE(2, "bad use of the command, or an option the client refuses"),
  BAD_TARGET(3, "DIR is missing, not an empty directory, busy, or mounted by someone else"),
  UNREACHABLE(4, "the server can't be reached"),
  NO_SUCH_SOURCE(5, "the server has no such export or directory"),
  DENIED(6, "the server or this node refuses");

  private final int number;
  private final String meaning;

  ExitStatus(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  int number() {
    return number;
  }

  public static ExitStatus of(MountException.Kind kind) {
    return switch (kind) {
      case INVALID -> USAGE;
      case BAD_TARGET, IN_USE, INCOMPATIBLE -> BAD_TARGET;
      case UNREACHABLE -> UNREACHABLE;
      case NO_SUCH_SOURCE -> NO_SUCH_SOURCE;
      case DENIED -> DENIED;
      default -> FAILED;
    };
  }

  /** For {@code --help}. */
  static String table() {
    StringBuilder text = new StringBuilder("Exit status:");
    for (ExitStatus status : values()) {
      text.append("\n  ").append(status.number).append("  ").append(status.meaning);
    }
    return text.toString();
  }
}
