// SPDX-License-Identifier: Apache-2.0
package org.efc.client.storage;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.efc.backend.ServerNotes;

/** The notes about a server that is reached before there is a place to keep them. */
final class LateNotes implements ServerNotes {
  private final Map<Integer, Integer> early = new TreeMap<>();
  private final Map<Integer, Integer> earlyRoutes = new TreeMap<>();
  private int earlyConnections;
  private Optional<byte[]> earlyAddress = Optional.empty();
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
  public synchronized int connections() {
    return kept.map(ServerNotes::connections).orElse(0);
  }

  @Override
  public synchronized void connections(int count) {
    kept.ifPresentOrElse(notes -> notes.connections(count), () -> earlyConnections = count);
  }

  @Override
  public synchronized int route(int connection) {
    return kept.map(notes -> notes.route(connection)).orElse(0);
  }

  @Override
  public synchronized void route(int connection, int route) {
    kept.ifPresentOrElse(
        notes -> notes.route(connection, route), () -> earlyRoutes.put(connection, route));
  }

  @Override
  public synchronized Optional<byte[]> address() {
    return kept.flatMap(ServerNotes::address);
  }

  @Override
  public synchronized void address(byte[] address) {
    kept.ifPresentOrElse(
        notes -> notes.address(address), () -> earlyAddress = Optional.of(address));
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
    earlyRoutes.forEach(place::route);
    if (earlyConnections != 0) {
      place.connections(earlyConnections);
    }
    earlyAddress.ifPresent(place::address);
    earlyWitness.ifPresent(place::witness);
    earlyMounted.ifPresent(place::mounted);
    if (forgotten) {
      place.forgotten();
    }
  }
}
