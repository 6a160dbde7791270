// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.efc.backend.Backend;
import org.efc.backend.contract.Ability;
import org.efc.backend.contract.BackendContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract against a real server. */
class NfsBackendContractTest extends BackendContract {
  private static @Nullable GaneshaServer server;

  @BeforeAll
  static void startServer() throws IOException, InterruptedException {
    server = GaneshaServer.startOrSkip();
  }

  @AfterAll
  static void stopServer() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  @Override
  protected Backend open() {
    GaneshaServer running = Objects.requireNonNull(server);
    return NfsBackend.open(running.source("", ""), Duration.ofSeconds(20));
  }

  @Override
  protected Map<Ability, String> unable() {
    return Map.of(
        Ability.NEGATIVE_TIMES, "nfstime3 is unsigned (RFC 1813 2.6)",
        Ability.TIMES_OF_SYMBOLIC_LINKS, "nfs-ganesha says OK and does nothing",
        Ability.EXCLUSIVE_REPEAT,
            "the verifier is kept in the times, which the first creation then sets right");
  }
}
