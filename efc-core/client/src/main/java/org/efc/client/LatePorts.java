// SPDX-License-Identifier: Apache-2.0
package org.efc.client;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.efc.backend.SourcePorts;

/** The ports of a source that is reached before there is a place to keep them. */
final class LatePorts implements SourcePorts {
  private final Map<Integer, Integer> early = new TreeMap<>();
  private Optional<SourcePorts> kept = Optional.empty();
  private boolean forgotten;

  @Override
  public synchronized int port(int connection) {
    return kept.map(ports -> ports.port(connection)).orElse(0);
  }

  @Override
  public synchronized void port(int connection, int port) {
    kept.ifPresentOrElse(ports -> ports.port(connection, port), () -> early.put(connection, port));
  }

  @Override
  public synchronized void forgotten() {
    forgotten = true;
    kept.ifPresent(SourcePorts::forgotten);
  }

  /** From now on they are kept here. */
  synchronized void keepIn(SourcePorts place) {
    kept = Optional.of(place);
    early.forEach(place::port);
    if (forgotten) {
      place.forgotten();
    }
  }
}
