// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.time.Duration;
import org.efc.backend.BackendException;
import org.efc.backend.nfs.server.Damage;
import org.efc.common.fixture.FuzzRun;
import org.efc.common.fixture.LoggedErrors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A portmapper whose replies are damaged: a port, none, or an error, in time. */
@ExtendWith(LoggedErrors.class)
class PortmapperFuzzTest {
  private static final int GETPORT = 3;
  private static final int RIGHT = 20048;

  @Test
  @Timeout(3600)
  void thePortIsAPortWhateverThePortmapperSays() throws IOException {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "port 111 needs root");
    InetAddress own = InetAddress.ofLiteral("127.77.111.9");
    FuzzRun run = FuzzRun.start("portmapper replies");
    try (FakeServer portmapper = start(own)) {
      while (run.next()) {
        Damage damage = new Damage(run.seed());
        portmapper.on(
            FakeServer.PORTMAPPER,
            GETPORT,
            call -> {
              byte[] message = call.message(new Wire().u32(RIGHT));
              call.send(damage.framed(message));
              call.send(FakeServer.Call.mark(message, true));
            });
        ask(own, run);
        run.executed(1);
      }
    }
    run.report();
  }

  private static FakeServer start(InetAddress own) throws IOException {
    try {
      return new FakeServer(own, Portmapper.PORT);
    } catch (BindException e) {
      Assumptions.abort("port 111 is taken: " + e.getMessage());
      throw e;
    }
  }

  private static void ask(InetAddress own, FuzzRun run) throws IOException {
    try {
      Deadline deadline = Deadline.in(Duration.ofSeconds(5));
      int port = Portmapper.port("portmapper", own, 100005, 3, deadline);
      assertThat(port).as(run.replay()).isBetween(0, 65535);
    } catch (BackendException e) {
      assertThat(e.getMessage()).as(run.replay()).startsWith("GETPORT: ");
    }
    assertThat(LoggedErrors.seen()).as(run.replay()).isEmpty();
  }
}
