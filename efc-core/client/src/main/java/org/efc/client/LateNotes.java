// SPDX-License-Identifier: Apache-2.0
package org.efc.client;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.efc.backend.ServerNotes;

/** The notes about a server that is reached before there is a place to keep them. */
final class LateNotes implements ServerNotes {
  private final Map<Integer, Integer> early = new TreeMap<>();
  private Optional<Witness> earlyWitness = Optional.empty();
  private Optional<ServerNotes> kept = Optional.empty();
  private Optional<byte[]> earlyMounted = Optional.empty();
  private boolean forgotten;

  @Override
  public synchronized int port(int connection) {
    return kept.map(notes -> notes.port(connection)).orElse(0);
  }

  @Override
  public synchronized void port(int connection, int port) {
    kept.ifPresentOrElse(notes -> notes.port(connection, port), () -> early.put(connection, port));
  }

  @Override
  public synchronized Optional<Witness> witness() {
    return kept.flatMap(ServerNotes::witness);
  }

  @Override
  public synchronized void witness(Witness witness) {
    kept.ifPresentOrElse(
        notes -> notes.witness(witness), () -> earlyWitness = Optional.of(witness));
  }

  @Override
  public synchronized Optional<byte[]> mounted() {
    return kept.flatMap(ServerNotes::mounted);
  }

  @Override
  public synchronized void mounted(byte[] memo) {
    kept.ifPresentOrElse(notes -> notes.mounted(memo), () -> earlyMounted = Optional.of(memo));
  }

  @Override
  public synchronized boolean isOwedAnswers() {
    return kept.map(ServerNotes::isOwedAnswers).orElse(false);
  }

  @Override
  public synchronized void forgotten() {
    forgotten = true;
    kept.ifPresent(ServerNotes::forgotten);
  }

  /** From now on they are kept here. */
  synchronized void keepIn(ServerNotes place) {
    kept = Optional.of(place);
    early.forEach(place::port);
    earlyWitness.ifPresent(place::witness);
    earlyMounted.ifPresent(place::mounted);
    if (forgotten) {
      place.forgotten();
    }
  }
}
