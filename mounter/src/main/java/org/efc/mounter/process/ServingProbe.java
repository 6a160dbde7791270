// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.efc.common.EfcException;

/** Asks a client that was just launched for its state until it serves or is dead. */
final class ServingProbe {
  private static final Duration ASK = Duration.ofSeconds(2);
  private static final Duration SHORTEST = Duration.ofMillis(5);
  private static final Duration LONGEST = Duration.ofMillis(500);

  private final ClientControl control;
  private final ClientProcess process;

  ServingProbe(ClientControl control, ClientProcess process) {
    this.control = control;
    this.process = process;
  }

  void run(Runnable serving) {
    Duration pause = SHORTEST;
    while (!process.exited().isDone()) {
      if (isServing()) {
        serving.run();
        return;
      }
      LockSupport.parkNanos(pause.toNanos());
      // A cold start takes some 100 ms and deserves a close look; a server that is away does not.
      pause = pause.multipliedBy(11).dividedBy(10);
      pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
  }

  private boolean isServing() {
    try {
      Optional<ClientControl.Answer> answer = control.ask("status", ASK);
      // Another process id: the socket of a predecessor that is not dead yet.
      return answer
          .filter(told -> told.pid() == process.identity().pid() && told.isServing())
          .isPresent();
    } catch (EfcException e) {
      return false;
    }
  }
}
