// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.efc.sanity.nodes.Operation.Kind;

/**
 * Random operations of one client. It changes only what is in its own directories, and looks
 * everywhere. Files opened for writing are written as long as the client keeps the directory.
 */
final class Generator {
  private static final int READ_SLOTS = 4;
  private static final int WRITE_SLOTS = 4;
  private static final int APPEND_SLOTS = 2;
  private static final int FIRST_APPEND = READ_SLOTS + WRITE_SLOTS;
  private static final int SLOTS = FIRST_APPEND + APPEND_SLOTS;
  private static final int FILES = 4;
  private static final int SUBDIRECTORIES = 2;
  private static final int FURTHEST = 12_000;
  private static final int LONGEST = 200;
  private static final int TAGS = 251;
  private static final int[] MODES = {0600, 0640, 0644, 0664};
  private static final int[] WRITE_FLAGS = {
    Operation.READ_WRITE,
    Operation.READ_WRITE | Operation.CREATE,
    Operation.READ_WRITE | Operation.CREATE,
    Operation.READ_WRITE | Operation.CREATE | Operation.EXCLUSIVE,
    Operation.READ_WRITE | Operation.TRUNCATE,
    Operation.READ_WRITE | Operation.CREATE | Operation.TRUNCATE
  };

  private final Random random;
  private final List<String> tops;

  /** The directory that a slot's file was opened in; empty when nothing is open there. */
  private final String[] slots = new String[SLOTS];

  Generator(long seed, List<String> tops) {
    this.random = new Random(seed);
    this.tops = tops;
    java.util.Arrays.fill(slots, "");
  }

  /** Whether an operation may change the server, and is on a path or file of the client's own. */
  static boolean changes(Operation operation) {
    return switch (operation.kind()) {
      case OPEN, CLOSE -> operation.slot() >= READ_SLOTS;
      case READ, FSTAT, CAT, STAT, LIST -> false;
      default -> true;
    };
  }

  /** Makes every name in the client's own directories, so that what comes first has a file too. */
  List<Operation> first(Set<String> own) {
    List<Operation> operations = new ArrayList<>();
    for (String top : own.stream().sorted().toList()) {
      fill(top, operations);
      for (int i = 0; i < SUBDIRECTORIES; i++) {
        operations.add(Operation.at(Kind.MKDIR, top + "/g" + i));
        fill(top + "/g" + i, operations);
      }
    }
    return operations;
  }

  private void fill(String directory, List<Operation> operations) {
    for (int i = 0; i < FILES; i++) {
      int flags = Operation.READ_WRITE | Operation.CREATE;
      operations.add(Operation.open(READ_SLOTS, flags, directory + "/f" + i));
      int length = 1 + random.nextInt(LONGEST);
      operations.add(
          new Operation(Kind.WRITE, READ_SLOTS, "", "", offset(), length, random.nextInt(TAGS)));
      operations.add(Operation.on(Kind.CLOSE, READ_SLOTS));
    }
  }

  /** What to do in the next round. */
  List<Operation> next(Set<String> own, int count) {
    List<Operation> operations = new ArrayList<>();
    for (int slot = READ_SLOTS; slot < SLOTS; slot++) {
      if (!slots[slot].isEmpty() && !own.contains(slots[slot])) {
        operations.add(close(slot));
      }
    }
    List<String> mine = own.stream().sorted().toList();
    while (operations.size() < count) {
      if (!mine.isEmpty() && random.nextInt(100) < 50) {
        operations.add(change(pick(mine)));
      } else {
        operations.add(look(pick(tops)));
      }
    }
    return operations;
  }

  /** Closes what is open. */
  List<Operation> last() {
    List<Operation> operations = new ArrayList<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      if (!slots[slot].isEmpty()) {
        operations.add(close(slot));
      }
    }
    return operations;
  }

  private Operation change(String top) {
    int dice = random.nextInt(100);
    if (dice < 50) {
      return writing(top);
    }
    if (dice < 60) {
      return Operation.at(Kind.UNLINK, file(top));
    }
    if (dice < 75) {
      return two(Kind.RENAME, top);
    }
    if (dice < 84) {
      return two(Kind.LINK, top);
    }
    if (dice < 90) {
      return Operation.chmod(MODES[random.nextInt(MODES.length)], file(top));
    }
    return Operation.at(dice < 96 ? Kind.MKDIR : Kind.RMDIR, subdirectory(top));
  }

  private Operation two(Kind kind, String top) {
    String from = file(top);
    String to = file(top);
    while (to.equals(from)) {
      to = file(top);
    }
    return Operation.two(kind, from, to);
  }

  private Operation writing(String top) {
    int slot = READ_SLOTS + random.nextInt(WRITE_SLOTS + APPEND_SLOTS);
    if (slots[slot].isEmpty()) {
      slots[slot] = top;
      int flags =
          slot >= FIRST_APPEND
              ? Operation.WRITE_ONLY
                  | Operation.APPENDING
                  | (random.nextBoolean() ? Operation.CREATE : 0)
              : WRITE_FLAGS[random.nextInt(WRITE_FLAGS.length)];
      return Operation.open(slot, flags, file(top));
    }
    int dice = random.nextInt(100);
    if (dice < 25) {
      return close(slot);
    }
    int length = 1 + random.nextInt(LONGEST);
    int tag = random.nextInt(TAGS);
    if (slot >= FIRST_APPEND) {
      return dice < 85
          ? new Operation(Kind.APPEND, slot, "", "", 0, length, tag)
          : Operation.on(Kind.FSTAT, slot);
    }
    if (dice < 65) {
      return new Operation(Kind.WRITE, slot, "", "", offset(), length, tag);
    }
    if (dice < 75) {
      return new Operation(Kind.FTRUNCATE, slot, "", "", 0, offset(), 0);
    }
    return dice < 90 ? read(slot) : Operation.on(Kind.FSTAT, slot);
  }

  private Operation look(String top) {
    int dice = random.nextInt(100);
    if (dice < 35) {
      return Operation.at(Kind.CAT, file(top));
    }
    if (dice < 60) {
      return Operation.at(Kind.STAT, random.nextInt(10) == 0 ? subdirectory(top) : file(top));
    }
    if (dice < 70) {
      return Operation.at(Kind.LIST, random.nextInt(3) == 0 ? subdirectory(top) : top);
    }
    int slot = random.nextInt(READ_SLOTS);
    if (slots[slot].isEmpty()) {
      slots[slot] = top;
      return Operation.open(slot, 0, file(top));
    }
    if (dice < 77) {
      return close(slot);
    }
    return dice < 92 ? read(slot) : Operation.on(Kind.FSTAT, slot);
  }

  private Operation close(int slot) {
    slots[slot] = "";
    return Operation.on(Kind.CLOSE, slot);
  }

  private Operation read(int slot) {
    return new Operation(Kind.READ, slot, "", "", offset(), 1 + random.nextInt(FURTHEST), 0);
  }

  /** Small files are common, and the ends of pages are dangerous. */
  private int offset() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(100);
      case 1 -> 4096 - 50 + random.nextInt(100);
      case 2 -> 8192 - 50 + random.nextInt(100);
      default -> random.nextInt(FURTHEST);
    };
  }

  private String file(String top) {
    String name = "f" + random.nextInt(FILES);
    return random.nextInt(4) == 0 ? subdirectory(top) + "/" + name : top + "/" + name;
  }

  private String subdirectory(String top) {
    return top + "/g" + random.nextInt(SUBDIRECTORIES);
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
