// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.once;

import java.util.Locale;
import java.util.Optional;

/**
 * A change that must take effect once, in a directory with {@code f}, {@code t} and {@code d/}:
 * what becomes of it, and what someone else does to the same names on the server while the client
 * is dead.
 */
enum Change {
  MKDIR(
      "mkdir",
      "ok d/ f:before new/ t:target",
      "mkdir new; touch new/theirs -> EEXIST d/ f:before new/(theirs) t:target",
      "rmdir new -> ok d/ f:before t:target",
      "ok d/ f:before new/ t:target"),
  MKFIFO(
      "mknod",
      "ok d/ f:before new| t:target",
      "mkfifo new -> EEXIST d/ f:before new| t:target",
      "rm new -> ok d/ f:before t:target",
      "ok d/ f:before new| t:target"),
  MKNOD(
      "mknod",
      "ok d/ f:before new: t:target",
      "echo theirs > new -> EEXIST d/ f:before new:theirs t:target",
      "rm new -> ok d/ f:before t:target",
      "ok d/ f:before new: t:target"),
  CREATE(
      "create",
      "ok d/ f:before new: t:target",
      "echo theirs > new -> ok d/ f:before new:theirs t:target",
      "rm new -> ok d/ f:before t:target",
      "ok d/ f:before new: t:target"),
  CREATE_O_EXCL(
      "create",
      "ok d/ f:before new: t:target",
      "echo theirs > new -> EEXIST d/ f:before new:theirs t:target",
      "rm new -> ok d/ f:before t:target",
      "ok d/ f:before new: t:target"),
  SYMLINK(
      "symlink",
      "ok d/ f:before new@to t:target",
      "ln -s to new -> EEXIST d/ f:before new@to t:target",
      "rm new -> ok d/ f:before t:target",
      "ok d/ f:before new@to t:target"),
  LINK(
      "link",
      "ok d/ f:before new:before t:target",
      "echo theirs > new -> EEXIST d/ f:before new:theirs t:target",
      "rm new -> ok d/ f:before t:target",
      "ok d/ f:before new:before t:target"),
  UNLINK(
      "unlink",
      "ok d/ t:target",
      "rm f -> ENOENT d/ t:target",
      "echo theirs > f -> ok d/ f:theirs t:target"),
  UNLINK_OPEN("unlink", "ok d/ t:target", "", "echo theirs > f -> ok d/ f:theirs t:target"),
  RMDIR(
      "rmdir",
      "ok f:before t:target",
      "rmdir d -> ENOENT f:before t:target",
      "mkdir d -> ok d/ f:before t:target"),
  RENAME(
      "rename",
      "ok d/ new:before t:target",
      "rm f -> ENOENT d/ t:target",
      "echo theirs > f -> ok d/ f:theirs new:before t:target"),
  RENAME_ONTO(
      "rename",
      "ok d/ t:before",
      "rm f -> ENOENT d/ t:target",
      "echo theirs > f -> ok d/ f:theirs t:before"),
  TRUNCATE(
      "setattr",
      "ok d/ f:bef t:target",
      "echo theirs > f -> ok d/ f:the t:target",
      "echo theirs > f -> ok d/ f:theirs t:target",
      "ok d/ f:the t:target"),
  CHMOD(
      "setattr",
      "ok d/ f*600:before t:target",
      "chmod 700 f -> ok d/ f*600:before t:target",
      "chmod 700 f -> ok d/ f*700:before t:target",
      "ok d/ f*600:before t:target"),
  APPEND(
      "write",
      "ok d/ f:before.ours t:target",
      "",
      "echo a longer text > f -> ok d/ f:a longer text t:target",
      "ok d/ f:a longeours.t t:target"),
  COPY_FILE_RANGE(
      "write",
      "ok d/ f:before t:before",
      "",
      "echo theirs > t -> ok d/ f:before t:theirs",
      "ok d/ f:before t:before");

  /** What an application is told, and what is on the server then. */
  record Outcome(String answer, String directory) {
    static Outcome of(String text) {
      int space = text.indexOf(' ');
      return new Outcome(text.substring(0, space), text.substring(space + 1));
    }
  }

  /**
   * What someone else does on the server's side, and what the change comes to then.
   *
   * @param command of a shell in the directory
   */
  record Other(String command, Outcome outcome) {
    static Optional<Other> of(String text) {
      int arrow = text.indexOf(" -> ");
      return arrow < 0
          ? Optional.empty()
          : Optional.of(new Other(text.substring(0, arrow), Outcome.of(text.substring(arrow + 4))));
    }
  }

  private final String opcode;
  private final String alone;
  private final String first;
  private final String then;
  private final String repeated;

  /** Exact on all storage. */
  Change(String opcode, String alone, String first, String then) {
    this(opcode, alone, first, then, "");
  }

  /**
   * @param alone what it comes to when nobody else is there
   * @param first someone is before it
   * @param then someone is after it
   * @param repeated what it comes to after {@code then} on storage that does not remember, if the
   *     answer of the storage was not noted: it is done again
   */
  Change(String opcode, String alone, String first, String then, String repeated) {
    this.opcode = opcode;
    this.alone = alone;
    this.first = first;
    this.then = then;
    this.repeated = repeated;
  }

  String opcode() {
    return opcode;
  }

  /** Its name in the script and in the table. */
  String label() {
    return switch (this) {
      case CREATE_O_EXCL -> "create O_EXCL";
      case UNLINK_OPEN -> "unlink, open";
      case RENAME_ONTO -> "rename onto";
      case COPY_FILE_RANGE -> "copy_file_range";
      default -> name().toLowerCase(Locale.ROOT);
    };
  }

  /** What someone else does at this instant of the change, if that is tested. */
  Optional<Other> other(Instant instant) {
    return Other.of(instant == Instant.SEND ? first : then);
  }

  Outcome alone() {
    return Outcome.of(alone);
  }

  /**
   * What it must come to.
   *
   * @param remembers whether the storage answers a repeated call as the first one
   */
  Outcome expected(Instant instant, Other other, boolean remembers) {
    return isInexact(instant, remembers) ? Outcome.of(repeated) : other.outcome;
  }

  /** Whether that is another outcome than storage that remembers gives. */
  boolean isInexact(Instant instant, boolean remembers) {
    return instant == Instant.EFFECT && !remembers && !repeated.isEmpty();
  }
}
