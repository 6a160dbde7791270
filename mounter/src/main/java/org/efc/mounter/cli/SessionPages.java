// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.efc.mounter.failover.FailoverMetrics;
import org.efc.mounter.http.Page;
import org.efc.mounter.remote.SessionManagerClient;

/**
 * What a session manager says over HTTP. It asks itself at its socket, as everybody does: so a
 * probe sees what callers see, and there is a deadline. No client and no mount is asked.
 */
final class SessionPages {
  private static final Duration PROBE = Duration.ofSeconds(2);
  private static final Duration METRICS = Duration.ofSeconds(5);

  private SessionPages() {}

  /** The pages by path, for as long as the process lives. */
  static Map<String, Supplier<Page>> of(String socket) {
    SessionManagerClient client = new SessionManagerClient(socket);
    return Map.of(
        "/healthz",
        () -> {
          client.ping(PROBE);
          return Page.ok("ok\n");
        },
        "/metrics",
        () -> Page.ok(FailoverMetrics.of(client.failovers(METRICS))));
  }
}
