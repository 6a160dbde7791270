// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is mounted, by the kernel's own list: never touches the mounts themselves. */
public record MountTable(List<MountEntry> entries) {
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

  public static MountTable read() {
    try {
      String text = Files.readString(Path.of("/proc/self/mountinfo"), StandardCharsets.UTF_8);
      return new MountTable(text.lines().map(MountTable::parse).toList());
    } catch (IOException e) {
      throw new UncheckedIOException("/proc/self/mountinfo", e);
    }
  }

  /** The mounts at or below a directory, in the order of mounting. */
  public List<MountEntry> under(Path directory) {
    Path top = directory.toAbsolutePath();
    return entries.stream().filter(entry -> Path.of(entry.point()).startsWith(top)).toList();
  }

  /** The mounts at exactly this path, the topmost last. */
  public List<MountEntry> at(Path point) {
    String path = point.toAbsolutePath().toString();
    return entries.stream().filter(entry -> entry.point().equals(path)).toList();
  }

  static MountEntry parse(String line) {
    List<String> fields = Arrays.asList(line.split(" "));
    int dash = fields.indexOf("-");
    return new MountEntry(
        fields.get(2),
        unescape(fields.get(3)),
        unescape(fields.get(4)),
        Arrays.stream(fields.get(5).split(",")).collect(Collectors.toUnmodifiableSet()),
        unescape(fields.get(dash + 1)),
        unescape(fields.get(dash + 2)));
  }

  private static String unescape(String field) {
    Matcher matcher = OCTAL.matcher(field);
    return matcher.replaceAll(
        found ->
            Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 8))));
  }

  /** The mount points as text, for a message. */
  public static String describe(List<MountEntry> entries) {
    List<String> lines = new ArrayList<>();
    for (MountEntry entry : entries) {
      lines.add(entry.point() + " (" + entry.type() + " of " + entry.source() + ")");
    }
    return String.join(", ", lines);
  }
}
