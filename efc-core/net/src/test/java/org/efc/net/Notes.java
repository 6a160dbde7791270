// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Notes as a state directory keeps them. */
final class Notes implements ConnectionNotes {
  final Map<Integer, Integer> ports = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> routes = new ConcurrentHashMap<>();
  final AtomicInteger doubts = new AtomicInteger();
  volatile int connections;
  private volatile Optional<byte[]> address = Optional.empty();

  @Override
  public int port(int connection) {
    return ports.getOrDefault(connection, 0);
  }

  @Override
  public void port(int connection, int port) {
    ports.put(connection, port);
  }

  @Override
  public int connections() {
    return connections;
  }

  @Override
  public void connections(int count) {
    connections = count;
  }

  @Override
  public int route(int connection) {
    return routes.getOrDefault(connection, 0);
  }

  @Override
  public void route(int connection, int route) {
    routes.put(connection, route);
  }

  @Override
  public Optional<byte[]> address() {
    return address;
  }

  @Override
  public void address(byte[] now) {
    address = Optional.of(now);
  }

  @Override
  public void forgotten() {
    doubts.incrementAndGet();
  }
}
