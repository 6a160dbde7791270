// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name that has several addresses, others than before, or none that works at the moment. */
@Timeout(60)
class ServerAddressesTest {
  private static final String HERE = "127.0.0.1";
  private static final String THERE = "127.0.0.2";

  private final LanesFixture fixture = new LanesFixture();
  private final Notes notes = new Notes();
  private final List<AutoCloseable> opened = new ArrayList<>();

  ServerAddressesTest() {
    fixture.notes = notes;
    opened.add(fixture);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private EchoServer server(String address, int port) throws IOException {
    EchoServer server = new EchoServer(address, port);
    opened.add(server);
    return server;
  }

  /** Where connections are neither made nor refused: the queue of the listener is full. */
  private int silent(String address, int port) throws IOException {
    ServerSocket listener = new ServerSocket(port, 1, InetAddress.ofLiteral(address));
    opened.add(listener);
    for (int i = 0; i < 2; i++) {
      opened.add(new Socket(listener.getInetAddress(), listener.getLocalPort()));
    }
    return listener.getLocalPort();
  }

  private static EchoCall submit(Lanes lanes, EchoCall call) {
    return LanesFixture.submit(lanes, call);
  }

  @Test
  void aServerThatMovesToItsOtherAddressIsFoundAndAllLanesGoThere() throws Exception {
    EchoServer here = server(HERE, 0).on(call -> {});
    fixture.addresses = List.of(HERE, THERE);
    fixture.connections = 3;
    Lanes lanes = fixture.connect(here.port());
    await().until(() -> here.connections().size() == 3);
    EchoCall under = submit(lanes, new EchoCall("under way", 1));
    await().until(() -> here.calls().size() == 1);
    EchoServer there = server(THERE, here.port());
    here.close();
    assertThat(under.get()).isEqualTo("under way");
    assertThat(under.doubts.get()).as("another machine may be there").isPositive();
    assertThat(there.calls().getFirst().sourcePort())
        .isEqualTo(here.calls().getFirst().sourcePort());
    assertThat(there.calls().getFirst().id()).isEqualTo(here.calls().getFirst().id());
    for (long key = 3; key < 9; key++) {
      assertThat(submit(lanes, new EchoCall("key", key)).get()).isEqualTo("key");
    }
    assertThat(lanes.address().getHostAddress()).isEqualTo(THERE);
    assertThat(notes.address().orElseThrow()).containsExactly(127, 0, 0, 2);
    assertThat(notes.doubts.get()).isPositive();
  }

  /** Behind two addresses may be two machines, and the cache of answers is on one. */
  @Test
  void noLaneStaysWhereTheOthersLeft() throws Exception {
    EchoServer here = server(HERE, 0);
    EchoServer there = server(THERE, here.port());
    fixture.addresses = List.of(HERE, THERE);
    fixture.connections = 2;
    Lanes lanes = fixture.connect(here.port());
    for (long key = 2; key < 4; key++) {
      assertThat(submit(lanes, new EchoCall("key", key)).get()).isEqualTo("key");
    }
    int portOfOne = here.calls().getLast().sourcePort();
    here.on(
        call -> {
          if (call.sourcePort() == portOfOne) {
            call.socket().close(); // for this lane the address is of no use
          } else {
            call.answer();
          }
        });
    assertThat(submit(lanes, new EchoCall("moves", 5)).get()).isEqualTo("moves");
    await()
        .untilAsserted(
            () -> {
              assertThat(submit(lanes, new EchoCall("follows", 4)).get()).isEqualTo("follows");
              assertThat(there.calls()).anyMatch(call -> call.text().equals("follows"));
            });
  }

  @Test
  void aSilentAddressDoesNotKeepCallsFromTheOneThatServes() throws Exception {
    EchoServer first = server(HERE, 0).on(call -> {});
    int port = silent(THERE, first.port());
    fixture.addresses = List.of(HERE, THERE);
    Lanes lanes = fixture.connect(port);
    EchoCall under = submit(lanes, new EchoCall("under way"));
    await().until(() -> first.calls().size() == 1);
    first.close();
    await().until(() -> !lanes.trouble().isEmpty());
    server(HERE, port);
    assertThat(under.get()).isEqualTo("under way");
    assertThat(lanes.address().getHostAddress()).isEqualTo(HERE);
  }

  /** Accepts connections and never replies: as dead as one that accepts none. */
  @Test
  void anAddressThatAcceptsAndNeverRepliesIsLeft() throws Exception {
    fixture.attemptDeadline = Duration.ofMillis(200);
    EchoServer mute = server(HERE, 0).on(call -> {});
    server(THERE, mute.port());
    fixture.addresses = List.of(HERE, THERE);
    EchoCall call = submit(fixture.connect(mute.port()), new EchoCall("hello"));
    assertThat(call.get()).isEqualTo("hello");
  }

  /** Without a route, of a family that this machine has not, from where no answer comes. */
  @ParameterizedTest
  @ValueSource(strings = {"2001:db8::1", "::1", "240.0.0.1", "0.0.0.1", "255.255.255.255"})
  void whateverIsWrongWithAnAddressTheNextIsTried(String unusable) throws Exception {
    EchoServer server = server(HERE, 0).on(call -> {});
    fixture.addresses = List.of(HERE, unusable, THERE);
    Lanes lanes = fixture.connect(server.port());
    EchoCall under = submit(lanes, new EchoCall("under way"));
    await().until(() -> server.calls().size() == 1);
    int port = server.port();
    server.close();
    server(THERE, port);
    assertThat(under.get()).isEqualTo("under way");
  }

  @Test
  void aNameThatIsResolvedToAnotherAddressIsFollowed() throws Exception {
    EchoServer here = server(HERE, 0).on(call -> {});
    Lanes lanes = fixture.connect(here.port());
    EchoCall under = submit(lanes, new EchoCall("under way"));
    await().until(() -> here.calls().size() == 1);
    int port = here.port();
    here.close();
    server(THERE, port);
    fixture.addresses = List.of(THERE);
    assertThat(under.get()).isEqualTo("under way");
  }

  /** The local address is the route's, not the server's: only the port is kept. */
  @Test
  void aNameThatMovesToTheOtherFamilyIsFollowedFromTheSamePort() throws Exception {
    EchoServer four = server(HERE, 0).on(call -> {});
    EchoServer six;
    try {
      six = server("::1", four.port());
    } catch (IOException e) {
      Assumptions.abort("no IPv6 here: " + e.getMessage());
      return;
    }
    Lanes lanes = fixture.connect(four.port());
    EchoCall under = submit(lanes, new EchoCall("under way"));
    await().until(() -> four.calls().size() == 1);
    fixture.addresses = List.of("::1");
    four.close();
    assertThat(under.get()).isEqualTo("under way");
    assertThat(six.calls().getFirst().sourcePort()).isEqualTo(four.calls().getFirst().sourcePort());
    assertThat(under.doubts.get()).as("the server sees another client").isPositive();
  }

  @Test
  void theNextProcessDoubtsWhatWasSentToAnotherAddress() throws Exception {
    EchoServer here = server(HERE, 0);
    server(THERE, here.port());
    fixture.connect(here.port()).close();
    fixture.connect(here.port()).close();
    assertThat(notes.doubts.get()).isZero();
    fixture.addresses = List.of(THERE);
    fixture.connect(here.port()).close();
    assertThat(notes.doubts.get()).isPositive();
  }

  @Test
  void anAttemptThatFailsKeepsNoMemory() throws Exception {
    EchoServer server = server(HERE, 0);
    fixture.connect(server.port()).close();
    int port = server.port();
    server.close();
    fixture.connections = 16;
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> fixture.connect(port));
    long direct = directBytes();
    long mappings = mappings();
    for (int i = 0; i < 50; i++) {
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> fixture.connect(port));
    }
    assertThat(directBytes() - direct).isLessThan(64 * 1024);
    assertThat(mappings() - mappings).isLessThan(20);
  }

  @Test
  void lanesThatAreClosedGiveTheirMemoryBack() throws Exception {
    EchoServer server = server(HERE, 0);
    fixture.connections = 4;
    fixture.connect(server.port()).close();
    long direct = directBytes();
    long mappings = mappings();
    for (int i = 0; i < 50; i++) {
      fixture.connect(server.port()).close();
    }
    assertThat(directBytes() - direct).isLessThan(64 * 1024);
    assertThat(mappings() - mappings).isLessThan(50);
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  /** The kernel's list of this process's mappings; adjacent ones of a kind are one. */
  private static long mappings() throws IOException {
    long kilobytes = 0;
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmData:")) {
        kilobytes = Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return kilobytes / 256;
  }
}
