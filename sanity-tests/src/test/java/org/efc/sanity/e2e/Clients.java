// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.e2e;

import java.time.Duration;
import java.util.List;
import org.efc.sanity.Await;
import org.efc.sanity.node.Processes;

/** The client processes of the node: seen from the machine, whose process ids are others. */
final class Clients {
  private static final Duration GONE_WITHIN = Duration.ofSeconds(10);

  private Clients() {}

  /** Those that serve a volume or wait for one. */
  static List<Processes.Seen> all() {
    return Processes.mentioning("org.efc.client").stream()
        .filter(process -> process.arguments().getFirst().startsWith("/opt/efc/"))
        .toList();
  }

  /** kill -9 of all at once; returns when they are gone. */
  static void kill() {
    List<Processes.Seen> living = all();
    living.forEach(it -> ProcessHandle.of(it.pid()).ifPresent(ProcessHandle::destroyForcibly));
    Await.until(
        "killed clients to be gone",
        GONE_WITHIN,
        () -> living.stream().noneMatch(it -> Processes.lives(it.pid())));
  }
}
