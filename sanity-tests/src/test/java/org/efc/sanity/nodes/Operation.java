// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

/**
 * One file operation of a client, as {@code operations.c} reads it.
 *
 * @param slot which open file, where it needs one
 * @param path relative to the mount; empty where there is none
 * @param other the second path of RENAME and LINK
 * @param offset in the file; for OPEN the flags of open(2), for CHMOD the mode
 * @param length in bytes
 * @param tag what a write writes
 */
record Operation(
    Kind kind, int slot, String path, String other, long offset, long length, int tag) {

  /** What it does, and the letter of it. */
  enum Kind {
    OPEN("o"),
    CLOSE("c"),
    READ("r"),
    WRITE("w"),
    APPEND("a"),
    FTRUNCATE("t"),
    FSTAT("f"),
    CAT("C"),
    STAT("s"),
    CHMOD("x"),
    UNLINK("u"),
    RMDIR("d"),
    MKDIR("m"),
    RENAME("R"),
    LINK("l"),
    LIST("L");

    final String letter;

    Kind(String letter) {
      this.letter = letter;
    }
  }

  static final int READ_WRITE = 2;
  static final int WRITE_ONLY = 1;
  static final int CREATE = 0100;
  static final int EXCLUSIVE = 0200;
  static final int TRUNCATE = 01000;
  static final int APPENDING = 02000;

  static Operation at(Kind kind, String path) {
    return new Operation(kind, 0, path, "", 0, 0, 0);
  }

  static Operation two(Kind kind, String path, String other) {
    return new Operation(kind, 0, path, other, 0, 0, 0);
  }

  static Operation on(Kind kind, int slot) {
    return new Operation(kind, slot, "", "", 0, 0, 0);
  }

  static Operation open(int slot, int flags, String path) {
    return new Operation(Kind.OPEN, slot, path, "", flags, 0, 0);
  }

  static Operation chmod(int mode, String path) {
    return new Operation(Kind.CHMOD, 0, path, "", mode, 0, 0);
  }

  boolean has(int flag) {
    return (offset & flag) == flag;
  }

  int mode() {
    return (int) offset;
  }

  /** The line that has it done. */
  String line() {
    String arguments =
        switch (kind) {
          case OPEN -> slot + " " + offset + " " + path;
          case CLOSE, FSTAT -> "" + slot;
          case READ -> slot + " " + offset + " " + length;
          case WRITE -> slot + " " + offset + " " + length + " " + tag;
          case APPEND -> slot + " " + length + " " + tag;
          case FTRUNCATE -> slot + " " + length;
          case CHMOD -> Integer.toOctalString(mode()) + " " + path;
          case RENAME, LINK -> path + " " + other;
          default -> path;
        };
    return kind.letter + " " + arguments;
  }

  @Override
  public String toString() {
    return kind + " " + line().substring(2);
  }
}
