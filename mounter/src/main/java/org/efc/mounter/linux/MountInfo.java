// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.efc.common.EfcException;

/** What is mounted in a mount namespace at one moment: the only answer to "is it mounted?". */
public final class MountInfo {
  private final List<MountEntry> entries;

  private MountInfo(List<MountEntry> entries) {
    this.entries = List.copyOf(entries);
  }

  public static MountInfo of(List<MountEntry> entries) {
    return new MountInfo(entries);
  }

  /**
   * Parses the content of {@code /proc/<pid>/mountinfo}.
   *
   * @throws EfcException naming the line that is not understood
   */
  public static MountInfo parse(byte[] text) {
    List<MountEntry> entries = new ArrayList<>();
    // One byte is one char, so that octal escapes and UTF-8 can be undone per field.
    for (String line : new String(text, StandardCharsets.ISO_8859_1).split("\n", -1)) {
      if (!line.isEmpty()) {
        entries.add(entry(line));
      }
    }
    return new MountInfo(entries);
  }

  public List<MountEntry> entries() {
    return entries;
  }

  /** The mounts at exactly this path, the visible one last. */
  public List<MountEntry> at(String path) {
    List<MountEntry> stack =
        entries.stream()
            .filter(entry -> entry.mountPoint().equals(path))
            .collect(Collectors.toCollection(ArrayList::new));
    // The visible one is covered by no other; with equal standing the last line wins.
    for (int i = stack.size() - 1; i >= 0; i--) {
      MountEntry candidate = stack.get(i);
      if (stack.stream().noneMatch(other -> other.parentId() == candidate.id())) {
        stack.remove(i);
        stack.add(candidate);
        break;
      }
    }
    return List.copyOf(stack);
  }

  /** What one sees at this path, if it is a mount point. */
  public Optional<MountEntry> top(String path) {
    List<MountEntry> stack = at(path);
    return stack.isEmpty() ? Optional.empty() : Optional.of(stack.getLast());
  }

  /** Every mount of one FUSE connection: the first mount and what was bound from it. */
  public List<MountEntry> ofDevice(int minor) {
    return entries.stream().filter(entry -> entry.major() == 0 && entry.minor() == minor).toList();
  }

  private static MountEntry entry(String line) {
    try {
      List<String> fields = Arrays.asList(line.split(" ", -1));
      int separator = fields.subList(6, fields.size()).indexOf("-") + 6;
      if (separator < 6 || fields.size() < separator + 4) {
        throw new IllegalArgumentException("too few fields");
      }
      String[] device = fields.get(2).split(":", -1);
      return new MountEntry(
          Integer.parseInt(fields.get(0)),
          Integer.parseInt(fields.get(1)),
          Integer.parseInt(device[0]),
          Integer.parseInt(device[1]),
          unescape(fields.get(3)),
          unescape(fields.get(4)),
          options(fields.get(5)),
          fields.subList(6, separator).stream().map(MountInfo::unescape).toList(),
          unescape(fields.get(separator + 1)),
          unescape(fields.get(separator + 2)),
          options(fields.get(separator + 3)));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new EfcException("mountinfo line is not understood: " + line, e);
    }
  }

  private static List<String> options(String field) {
    return Arrays.stream(field.split(",", -1)).map(MountInfo::unescape).toList();
  }

  /** Undoes the kernel's mangle(): space, tab, newline, backslash and # come as three octals. */
  private static String unescape(String field) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(field.length());
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && i + 3 < field.length() && isOctal(field, i + 1)) {
        bytes.write(Integer.parseInt(field.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static boolean isOctal(String field, int from) {
    return field.charAt(from) >= '0'
        && field.charAt(from) <= '3'
        && field.charAt(from + 1) >= '0'
        && field.charAt(from + 1) <= '7'
        && field.charAt(from + 2) >= '0'
        && field.charAt(from + 2) <= '7';
  }
}
