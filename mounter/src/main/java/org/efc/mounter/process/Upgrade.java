// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.efc.common.EfcException;

/**
 * Puts a client of another version in the place of one that serves.
 *
 * <p>The new one gets ready first: it is started, knows its options, has reached the source and
 * looked at the state. Only then the old one is told to stop, which it does between two requests.
 * Before that, whatever goes wrong leaves the old one where it is.
 */
public final class Upgrade {
  private static final System.Logger LOG = System.getLogger(Upgrade.class.getName());
  private static final Duration HAND_OVER = Duration.ofSeconds(15);

  private final ClientSupervisor supervisor;
  private final ProcessRunner runner;
  private final Duration patience;

  /**
   * @param runner starts the new client
   * @param patience with the new client until it is ready
   */
  public Upgrade(ClientSupervisor supervisor, ProcessRunner runner, Duration patience) {
    this.supervisor = supervisor;
    this.runner = runner;
    this.patience = patience;
  }

  /**
   * Does it.
   *
   * @param ready launch of a client that gets ready, and is told by this socket
   * @param serving launch of the client that then serves
   * @param arguments of {@code serving}, without its program
   * @return from when the old client was told to stop until the new one served
   * @throws UpgradeRefusedException when the old client serves on
   */
  public Duration run(ReadyLauncher ready, Launch serving, List<String> arguments) {
    long end = System.nanoTime() + patience.toNanos();
    try (ReadyClient next = ReadyClient.start(runner, ready)) {
      boolean taken = false;
      try {
        if (!next.awaitReady(left(end))) {
          throw new UpgradeRefusedException(
              "the new client did not get ready"
                  + next.ended()
                      .map(reason -> ": " + reason.describe())
                      .orElse(" within " + patience.toSeconds() + " s"));
        }
        Optional<String> refusal = next.prepare(arguments, left(end));
        if (refusal.isPresent()) {
          throw new UpgradeRefusedException("the new client can't serve: " + refusal.get());
        }
        supervisor.expectUpgrade(next.process());
        taken = true;
        return handOver(next, serving, arguments);
      } finally {
        if (!taken) {
          next.process().signal(ClientProcess.SIGKILL);
        }
      }
    }
  }

  private Duration handOver(ReadyClient next, Launch serving, List<String> arguments) {
    try {
      next.serve(arguments, serving);
    } catch (EfcException e) {
      supervisor.forgetUpgrade();
      next.process().signal(ClientProcess.SIGKILL);
      throw new UpgradeRefusedException("the new client can't be told: " + e.getMessage());
    }
    long told = System.nanoTime();
    supervisor.stopForUpgrade(HAND_OVER);
    if (!next.awaitServing(HAND_OVER)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the new client {0,number,#} took over and does not say that it serves",
          next.process().identity().pid());
      throw new EfcException(
          "the old client has stopped, and the new one does not serve yet: see efc status");
    }
    return Duration.ofNanos(System.nanoTime() - told);
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(TimeUnit.MILLISECONDS.toNanos(1), end - System.nanoTime()));
  }
}
