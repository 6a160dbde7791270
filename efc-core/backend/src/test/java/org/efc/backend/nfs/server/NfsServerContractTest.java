// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.efc.backend.Backend;
import org.efc.backend.contract.Ability;
import org.efc.backend.contract.BackendContract;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.open.Backends;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The server that tests make faulty is right by itself: the contract, over the network. */
class NfsServerContractTest extends BackendContract {
  private static final Backend STORAGE = new MemoryBackend();
  private static @Nullable NfsServer server;

  @BeforeAll
  static void start() throws IOException {
    server = NfsServer.start(STORAGE);
  }

  @AfterAll
  static void stop() throws IOException {
    Objects.requireNonNull(server).close();
  }

  @Override
  protected Backend open() {
    return Backends.open(Objects.requireNonNull(server).source(""), Duration.ofSeconds(20));
  }

  @Override
  protected Map<Ability, String> unable() {
    return Map.of(Ability.NEGATIVE_TIMES, "nfstime3 is unsigned (RFC 1813 2.6)");
  }
}
