// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.once;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.efc.sanity.Program;

/** A directory as the server sees it. */
record ServerDirectory(Path path) {

  /** With what the changes need. */
  static ServerDirectory make(Path path) throws IOException {
    Files.createDirectory(path);
    Files.writeString(path.resolve("f"), "before\n");
    Files.writeString(path.resolve("t"), "target\n");
    Files.createDirectory(path.resolve("d"));
    return new ServerDirectory(path);
  }

  /** Someone else does something there. */
  void shell(String command) {
    Program.shell(command).in(path).output();
  }

  /** Each name with its type, its contents, and its mode if that is another than at first. */
  String describe() throws IOException {
    try (var names = Files.list(path)) {
      List<Path> sorted = names.sorted().toList();
      StringBuilder text = new StringBuilder();
      for (Path one : sorted) {
        text.append(text.isEmpty() ? "" : " ").append(describe(one));
      }
      return text.toString();
    }
  }

  private static String describe(Path one) throws IOException {
    String name = one.getFileName().toString();
    if (Files.isSymbolicLink(one)) {
      return name + "@" + Files.readSymbolicLink(one);
    }
    if (Files.isDirectory(one)) {
      try (var below = Files.list(one)) {
        String names = below.map(p -> p.getFileName().toString()).collect(Collectors.joining(","));
        return name + "/" + (names.isEmpty() ? "" : "(" + names + ")");
      }
    }
    if (!Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS)) {
      return name + "|";
    }
    return name + mode(one) + ":" + Files.readString(one).strip().replace('\n', '.');
  }

  private static String mode(Path file) throws IOException {
    int mode = (int) Files.getAttribute(file, "unix:mode") & 0777;
    return mode == 0600 || mode == 0700 ? "*" + Integer.toOctalString(mode) : "";
  }
}
