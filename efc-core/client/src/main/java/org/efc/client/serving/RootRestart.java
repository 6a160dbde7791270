// SPDX-License-Identifier: Apache-2.0
package org.efc.client.serving;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.efc.client.state.ReplacedFile;

/**
 * Ends the process when the root is stale: the next one mounts anew and takes the root that the
 * server has now, while applications wait as at any other restart. Not more often than once a
 * minute, also over processes: a server may give a root and not know it.
 */
public final class RootRestart implements Runnable {
  private static final System.Logger LOG = System.getLogger(RootRestart.class.getName());
  private static final Duration REST = Duration.ofMinutes(1);

  private final Path marker;
  private final InstantSource clock;
  private final Runnable end;

  /**
   * @param stateDirectory where the time of the last restart is kept
   * @param end ends the process
   */
  public RootRestart(Path stateDirectory, InstantSource clock, Runnable end) {
    this.marker = stateDirectory.resolve("stale-root");
    this.clock = clock;
    this.end = end;
  }

  @Override
  public synchronized void run() {
    Instant now = clock.instant();
    if (now.toEpochMilli() - last() < REST.toMillis()) {
      return;
    }
    ReplacedFile.write(marker, Long.toString(now.toEpochMilli()).getBytes(US_ASCII));
    LOG.log(
        System.Logger.Level.ERROR,
        "the root is stale: the process ends, so that the next one mounts the source anew");
    end.run();
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
