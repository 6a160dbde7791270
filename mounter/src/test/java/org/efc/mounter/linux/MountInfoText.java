// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Writes mountinfo as fs/proc_namespace.c does, and makes entries up. */
final class MountInfoText {
  private static final String ALPHABET = "ab/-,:=.~ \t\n\\#é漢0147";

  private MountInfoText() {}

  static String write(List<MountEntry> entries) {
    StringBuilder text = new StringBuilder();
    for (MountEntry entry : entries) {
      text.append(entry.id()).append(' ').append(entry.parentId()).append(' ');
      text.append(entry.major()).append(':').append(entry.minor()).append(' ');
      text.append(mangle(entry.root())).append(' ').append(mangle(entry.mountPoint())).append(' ');
      text.append(mangle(String.join(",", entry.options())));
      entry.optionalFields().forEach(field -> text.append(' ').append(field));
      text.append(" - ").append(mangle(entry.fsType())).append(' ');
      text.append(mangle(entry.source())).append(' ');
      text.append(mangle(String.join(",", entry.superOptions()))).append('\n');
    }
    return text.toString();
  }

  /** seq_escape(m, s, " \t\n\\#"). */
  private static String mangle(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (" \t\n\\#".indexOf(c) >= 0) {
        escaped.append(String.format("\\%03o", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  static MountEntry randomEntry(RandomGenerator random, int id) {
    return new MountEntry(
        id,
        random.nextInt(1000),
        random.nextInt(4096),
        random.nextInt(1 << 20),
        "/" + word(random),
        "/" + word(random),
        words(random, 1),
        optionalFields(random),
        "t" + word(random),
        "s" + word(random),
        words(random, 1));
  }

  private static List<String> optionalFields(RandomGenerator random) {
    List<String> all = List.of("shared:3", "master:9", "propagate_from:2", "unbindable");
    return all.stream().filter(field -> random.nextInt(3) == 0).toList();
  }

  private static List<String> words(RandomGenerator random, int least) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < least + random.nextInt(4); i++) {
      words.add("o" + word(random).replace(",", ""));
    }
    return words;
  }

  private static String word(RandomGenerator random) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < random.nextInt(12); i++) {
      word.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return word.toString();
  }
}
