// SPDX-License-Identifier: Apache-2.0
package org.efc.client.serving;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.efc.client.state.ReplacedFile;

/**
 * Ends the process when the root is stale and the source can be mounted anew: the next process
 * takes the root that the server has now, while applications wait as at any other restart. Where
 * the source can't be mounted (its directory is gone, the server is away) the process goes on and
 * answers ESTALE: a next one could only wait. The process does not end more often than once a
 * minute, also over processes: a server may give a root and not know it.
 */
public final class RootRestart implements Runnable {
  private static final System.Logger LOG = System.getLogger(RootRestart.class.getName());
  private static final Duration REST = Duration.ofMinutes(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

  private final Path marker;
  private final InstantSource clock;
  private final BooleanSupplier sourceIsThere;
  private final Executor looks;
  private final Runnable end;
  private Instant nextLook = Instant.MIN;

  /**
   * @param stateDirectory where the time of the last restart is kept
   * @param sourceIsThere mounts the source for a look; may take as long as an attempt to connect
   * @param looks runs the look: never on the thread of an answer
   * @param end ends the process
   */
  public RootRestart(
      Path stateDirectory,
      InstantSource clock,
      BooleanSupplier sourceIsThere,
      Executor looks,
      Runnable end) {
    this.marker = stateDirectory.resolve("stale-root");
    this.clock = clock;
    this.sourceIsThere = sourceIsThere;
    this.looks = looks;
    this.end = end;
  }

  @Override
  public synchronized void run() {
    Instant now = clock.instant();
    if (now.isBefore(nextLook) || now.toEpochMilli() - last() < REST.toMillis()) {
      return;
    }
    // Until this look is over there is none beside it.
    nextLook = Instant.MAX;
    looks.execute(this::look);
  }

  private void look() {
    try {
      if (sourceIsThere.getAsBoolean()) {
        LOG.log(
            System.Logger.Level.ERROR,
            "the root is stale: the process ends, so that the next one mounts the source anew");
        byte[] now = Long.toString(clock.instant().toEpochMilli()).getBytes(US_ASCII);
        ReplacedFile.write(marker, now);
        end.run();
      }
    } finally {
      synchronized (this) {
        nextLook = clock.instant().plus(BETWEEN_LOOKS);
      }
    }
  }

  /** In milliseconds since the epoch; long ago when there was none. */
  private long last() {
    try {
      return Long.parseLong(Files.readString(marker));
    } catch (IOException | NumberFormatException e) {
      return -REST.toMillis();
    }
  }
}
