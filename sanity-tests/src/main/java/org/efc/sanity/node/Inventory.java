// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.efc.sanity.SanityException;

/**
 * What a node has of everything that could leak.
 *
 * @param descriptors open ones of its session manager
 * @param mappings of its client's memory
 * @param processes whose command lines name the node's directory, the session manager's included
 * @param mounts of this machine
 * @param files in the directory of its state
 * @param pssKib of its session manager, proportional set size
 */
public record Inventory(
    long descriptors, long mappings, long processes, long mounts, long files, long pssKib) {

  /** As it is now, while nothing is under way. */
  public static Inventory of(Node node) {
    long manager = node.sessionManager().pid();
    return new Inventory(
        entries(Path.of("/proc/" + manager + "/fd")),
        lines(Path.of("/proc/" + node.client().pid() + "/maps")),
        Processes.mentioning(node.directory().toString()).size(),
        lines(Path.of("/proc/self/mountinfo")),
        FileTree.entries(node.stateDirectory()).size(),
        Processes.pssKib(manager).orElse(0));
  }

  private static long entries(Path directory) {
    try (Stream<Path> all = Files.list(directory)) {
      return all.count();
    } catch (IOException e) {
      throw new SanityException("can't list " + directory, e);
    }
  }

  private static long lines(Path file) {
    try (Stream<String> all = Files.lines(file)) {
      return all.count();
    } catch (IOException e) {
      throw new SanityException("can't read " + file, e);
    }
  }
}
