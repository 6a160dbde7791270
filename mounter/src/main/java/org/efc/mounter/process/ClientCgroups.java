// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.efc.mounter.linux.MemoryCgroup;

/**
 * A memory cgroup for each client, below the session manager's own: what a volume needs can be seen
 * and limited, and when the kernel kills for memory it is known whom. Where we may not make one,
 * clients stay in the session manager's.
 */
final class ClientCgroups {
  private static final System.Logger LOG = System.getLogger(ClientCgroups.class.getName());
  private static final String PREFIX = "efc-client-";

  private final long self = ProcessHandle.current().pid();
  private final Optional<MemoryCgroup> own = MemoryCgroup.of(self);
  private final OptionalLong limit;
  private Optional<MemoryCgroup> parent = Optional.empty();
  private boolean tried;

  /**
   * @param limit for each client, in bytes; none: what the session manager's own has
   */
  ClientCgroups(OptionalLong limit) {
    this.limit = limit;
  }

  /** Puts a client that was just started into one; returns the group it is in then, if any. */
  Optional<MemoryCgroup> place(int pid) {
    Optional<MemoryCgroup> above = parent();
    if (above.isEmpty()) {
      return own;
    }
    try {
      MemoryCgroup group = above.get().child(PREFIX + pid);
      if (limit.isPresent()) {
        group.limit(limit.getAsLong());
      }
      group.add(pid);
      return Optional.of(group);
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "client {0,number,#} has no memory cgroup of its own: {1}",
          pid,
          e.toString());
      return own;
    }
  }

  /** Removes those of clients that ended while there was no session manager. */
  private static void sweep(MemoryCgroup above) {
    above.children(PREFIX).stream()
        .filter(group -> !Files.exists(Path.of("/proc", pid(group))))
        .forEach(MemoryCgroup::removeIfEmpty);
  }

  private static String pid(MemoryCgroup group) {
    return group.directory().getFileName().toString().substring(PREFIX.length());
  }

  /** Whether it ends with the client that is in it. */
  static boolean isOfOneClient(MemoryCgroup group) {
    return group.directory().getFileName().toString().startsWith(PREFIX);
  }

  /** That of who is in no group of its own. */
  Optional<MemoryCgroup> own() {
    return own;
  }

  private synchronized Optional<MemoryCgroup> parent() {
    if (!tried) {
      tried = true;
      try {
        parent = own.isPresent() ? Optional.of(own.get().parentOfOthers(self)) : Optional.empty();
        parent.ifPresent(ClientCgroups::sweep);
      } catch (IOException e) {
        LOG.log(
            System.Logger.Level.INFO,
            "clients stay in the session manager''s memory cgroup: {0}",
            e.toString());
      }
    }
    return parent;
  }
}
