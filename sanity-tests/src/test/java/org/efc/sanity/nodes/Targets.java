// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

import java.util.List;
import java.util.Optional;
import org.efc.sanity.nodes.Model.Target;

/** Which of the files that a path may lead to it was. */
final class Targets {
  private Targets() {}

  /** Those with this inode number: a number may have been used again. */
  static List<Inode> byNumber(List<Target> targets, long number) {
    return targets.stream()
        .flatMap(target -> target.inode().stream())
        .filter(inode -> inode.number() == number || inode.number() == 0)
        .distinct()
        .toList();
  }

  /** The histories of the names of a path and of what it leads to, for a message. */
  static String describe(Model model, String path) {
    StringBuilder text = new StringBuilder(path);
    String[] parts = path.split("/");
    Inode directory = model.topOf(path);
    for (int i = 1; i < parts.length; i++) {
      text.append("\n    name ").append(parts[i]).append(directory.name(parts[i]));
      Optional<Inode> next = directory.name(parts[i]).latest().inode();
      if (next.isEmpty()) {
        return text.toString();
      }
      directory = next.get();
    }
    return text.append("\n    ").append(directory).toString();
  }
}
