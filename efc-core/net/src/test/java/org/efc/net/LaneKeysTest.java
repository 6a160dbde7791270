// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A call with a key comes from the same port in the next process, whatever its options are. */
@Timeout(60)
class LaneKeysTest {
  private static final int KEYS = 16;

  private final LanesFixture fixture = new LanesFixture();
  private final Notes notes = new Notes();
  private final EchoServer server;

  LaneKeysTest() throws IOException {
    server = new EchoServer("127.0.0.1", 0);
    fixture.notes = notes;
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
    server.close();
  }

  /** The port that the call with each key comes from, in a process with so many connections. */
  private Map<Long, Integer> ports(int connections) throws Exception {
    fixture.connections = connections;
    Map<Long, Integer> ports = new HashMap<>();
    try (Lanes lanes = fixture.connect(server.port())) {
      for (long key = 1; key <= KEYS; key++) {
        LanesFixture.submit(lanes, new EchoCall("key " + key, key)).get();
        ports.put(key, server.calls().getLast().sourcePort());
      }
    }
    return ports;
  }

  @ParameterizedTest
  @CsvSource({"4, 2", "2, 4", "1, 16", "16, 1", "3, 3"})
  void aKeyHasItsPortInTheNextProcess(int before, int now) throws Exception {
    Map<Long, Integer> first = ports(before);
    assertThat(first.values()).containsAll(notes.ports.values());
    assertThat(ports(now)).isEqualTo(first);
    assertThat(ports(before)).as("and in the one after it").isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource({"4, 2", "2, 4"})
  void aVersionThatDidNotNoteTheirNumberNotedTheirPorts(int before, int now) throws Exception {
    Map<Long, Integer> first = ports(before);
    notes.connections = 0;
    assertThat(ports(now)).isEqualTo(first);
  }

  /** Calls without a key take the connections that the options say. */
  @Test
  void connectionsThatAreThereForKeysOnlyGetNoOtherCalls() throws Exception {
    ports(4);
    fixture.connections = 1;
    Lanes lanes = fixture.connect(server.port());
    await().until(lanes::hasPortsOfBefore);
    int before = server.calls().size();
    for (int i = 0; i < 20; i++) {
      LanesFixture.submit(lanes, new EchoCall("any")).get();
    }
    assertThat(server.calls().subList(before, before + 20))
        .allSatisfy(call -> assertThat(call.sourcePort()).isEqualTo(notes.port(0)));
  }

  @Test
  void aFurtherConnectionThatThePredecessorHadNotIsNoReasonForDoubt() throws Exception {
    ports(2);
    fixture.connections = 4;
    assertThat(fixture.connect(server.port()).hasPortsOfBefore()).isTrue();
    assertThat(notes.doubts.get()).isZero();
  }
}
