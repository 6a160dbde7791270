// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What is still there of a node that should have nothing: found in mountinfo, in /proc and in the
 * node's own directory, not by asking the product.
 */
public record Leftovers(
    List<MountEntry> mounts, List<Processes.Seen> processes, List<Path> sockets) {

  /** Looks for mounts and sockets below this directory, and for processes that mention it. */
  public static Leftovers of(Path directory) {
    return new Leftovers(
        MountTable.read().under(directory),
        Processes.mentioning(directory.toString()),
        sockets(directory));
  }

  public boolean isNone() {
    return mounts.isEmpty() && processes.isEmpty() && sockets.isEmpty();
  }

  private static List<Path> sockets(Path directory) {
    if (!MountTable.read().under(directory).isEmpty()) {
      return List.of(); // never walk into a mount: its client may be the very thing that is gone
    }
    return FileTree.entries(directory).stream().filter(Leftovers::isSocket).toList();
  }

  private static boolean isSocket(Path file) {
    try {
      int mode =
          (int) Files.getAttribute(file, "unix:mode", java.nio.file.LinkOption.NOFOLLOW_LINKS);
      return (mode & 0170000) == 0140000; // S_IFSOCK, sys/stat.h
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "mounts ["
        + MountTable.describe(mounts)
        + "], processes "
        + processes
        + ", sockets "
        + sockets;
  }
}
