// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.time.Duration;
import java.util.Optional;
import org.efc.common.EfcException;
import org.efc.mounter.failover.Failover;
import org.efc.mounter.failover.FailoverFile;
import org.efc.mounter.failover.FailoverHistory;
import org.efc.mounter.process.BackgroundTasks;
import org.efc.mounter.process.ClientControl;
import org.efc.mounter.process.ExitReason;

/**
 * Notes a volume's failovers, in the background: applications wait for the next client, not for a
 * file. One that no session manager saw from beginning to end is not among them.
 */
final class Failovers {
  private static final System.Logger LOG = System.getLogger(Failovers.class.getName());

  /** By then the kernel has asked again whatever was not answered. */
  private static final Duration RESENDING = Duration.ofSeconds(1);

  private static final Duration ASK = Duration.ofSeconds(1);
  private static final int ASK_OF_LOST = 60;

  private final FailoverFile file;
  private final ClientControl control;
  private final BackgroundTasks tasks;
  private FailoverHistory history;

  Failovers(FailoverFile file, ClientControl control, BackgroundTasks tasks) {
    this.file = file;
    this.control = control;
    this.tasks = tasks;
    this.history = file.load();
  }

  synchronized FailoverHistory history() {
    return history;
  }

  /**
   * A client serves after another one ended.
   *
   * @param generation of the one that ended
   */
  void served(int generation, ExitReason reason, Duration stall) {
    long endedAt = System.currentTimeMillis() - stall.toMillis();
    tasks.run(
        "note of a failover",
        () ->
            note(
                new Failover(
                    endedAt, generation, reason.cause(), reason.describe(), stall.toMillis(), 0)));
    tasks.runAfter(RESENDING, "count of resent requests", () -> countResent(generation));
  }

  /** The kernel gave the connection up; a client of the next one is launched. */
  void connectionLost() {
    synchronized (this) {
      history = history.withConnectionLost();
      file.save(history);
    }
    countLost(ASK_OF_LOST);
  }

  private void countLost(int tries) {
    tasks.runAfter(
        RESENDING,
        "count of lost changes",
        () -> {
          Optional<ClientControl.Answer> status = status();
          if (status.isPresent()) {
            lost(status.get().number("lost"));
          } else if (tries > 1) {
            countLost(tries - 1);
          }
        });
  }

  private synchronized void lost(long count) {
    history = history.withLost(count);
    file.save(history);
  }

  private synchronized void note(Failover failover) {
    history = history.with(failover);
    file.save(history);
  }

  private void countResent(int generation) {
    status().ifPresent(status -> resent(generation, status.number("resent")));
  }

  private Optional<ClientControl.Answer> status() {
    try {
      return control.ask("status", ASK);
    } catch (EfcException e) {
      LOG.log(System.Logger.Level.DEBUG, "the client says nothing: {0}", e.getMessage());
      return Optional.empty();
    }
  }

  private synchronized void resent(int generation, long count) {
    if (!history.latest().isEmpty() && history.latest().getLast().generation() == generation) {
      history = history.withResent(generation, count);
      file.save(history);
    }
  }
}
