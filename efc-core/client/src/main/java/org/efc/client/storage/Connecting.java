// SPDX-License-Identifier: Apache-2.0
package org.efc.client.storage;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.efc.backend.Backend;
import org.efc.backend.BackendException;
import org.efc.backend.ServerNotes;
import org.efc.backend.open.Backends;
import org.efc.backend.source.Source;
import org.efc.common.Errno;
import org.efc.common.Pause;
import org.efc.common.vital.FailStop;
import org.efc.common.vital.VitalThread;
import org.jspecify.annotations.Nullable;

/**
 * Reaches the source: once, for a start that is to fail fast, or for ever, with growing pauses, for
 * a start that takes over a mount which applications use.
 */
public final class Connecting {
  private static final System.Logger LOG = System.getLogger(Connecting.class.getName());
  private static final Duration ATTEMPT = Duration.ofSeconds(10);
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final Source source;
  private final LateNotes notes = new LateNotes();
  private volatile Optional<String> lastFailure = Optional.empty();

  public Connecting(Source source) {
    this.source = source;
  }

  /** Why the last attempt failed; empty once it succeeded. */
  public Optional<String> lastFailure() {
    return lastFailure;
  }

  /**
   * One attempt.
   *
   * @throws BackendException naming the source
   */
  public Backend once(Duration deadline) {
    return Backends.open(source, deadline, notes);
  }

  /** Whether the source can be mounted now, by a connection that nothing is noted of. */
  public boolean isThere() {
    try {
      Backends.open(source, ATTEMPT).close();
      return true;
    } catch (BackendException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the root is stale, and {0} can''t be mounted anew: {1}",
          source,
          e.getMessage());
      return false;
    }
  }

  /** Where the last process kept what it knew of the server, and this one is to. */
  public void keepNotesIn(ServerNotes place) {
    notes.keepIn(place);
  }

  /** Tries until it succeeds, on a thread of its own; then {@code reached} is called once. */
  public void forEver(Consumer<Backend> reached) {
    forEver(reached, FailStop.HALT);
  }

  /**
   * The same.
   *
   * @param failStop what happens when {@code reached} throws
   */
  void forEver(Consumer<Backend> reached, FailStop failStop) {
    VitalThread.start(
        "connecting",
        failStop,
        () -> {
          Duration pause = SHORTEST;
          while (true) {
            @Nullable Backend backend = null;
            try {
              backend = once(ATTEMPT);
            } catch (RuntimeException e) {
              failed(e);
            }
            if (backend != null) {
              lastFailure = Optional.empty();
              // Once: what throws in here has begun, and the process can't begin it again.
              reached.accept(backend);
              return;
            }
            Pause.millis(pause.toMillis());
            pause = pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
          }
        });
  }

  private void failed(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    if (!lastFailure.equals(Optional.of(message))) {
      LOG.log(System.Logger.Level.WARNING, "source {0} is away, tries again: {1}", source, message);
    }
    lastFailure = Optional.of(message);
    if (failure instanceof BackendException known && known.errno() == Errno.ECONNREFUSED) {
      notes.forgotten();
    }
  }
}
