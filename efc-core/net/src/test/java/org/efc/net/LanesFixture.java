// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.efc.common.vital.FailStop;

/** Lanes of {@link EchoProtocol} with what a test says otherwise. */
final class LanesFixture implements AutoCloseable {
  static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long SCAN = TimeUnit.MILLISECONDS.toNanos(20);

  private final List<Lanes> opened = new ArrayList<>();
  ConnectionNotes notes = ConnectionNotes.NONE;
  FailStop failStop = Failures.unexpected();
  Duration attemptDeadline = Duration.ofSeconds(60);
  int connections = 1;
  boolean reservedPort;
  long scanNanos = SCAN;

  /** What the name resolves to; the first one is the first that is used. */
  volatile List<String> addresses = List.of("127.0.0.1");

  private InetAddress[] resolve(String host) {
    return addresses.stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
  }

  Lanes connect(int port) throws IOException {
    LaneOptions options =
        new LaneOptions(connections, 16, attemptDeadline, Optional.empty(), reservedPort, failStop);
    InetAddress first = resolve("server")[0];
    Lanes lanes =
        Lanes.connect(
            "test",
            new ServerAddresses("server", first, this::resolve),
            port,
            new EchoProtocol(),
            options,
            notes,
            TIMEOUT,
            scanNanos);
    opened.add(lanes);
    return lanes;
  }

  static EchoCall submit(Lanes lanes, EchoCall call) {
    lanes.submit(call);
    return call;
  }

  @Override
  public void close() {
    opened.forEach(Lanes::close);
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}
