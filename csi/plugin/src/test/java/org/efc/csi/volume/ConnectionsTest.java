// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.efc.backend.Backend;
import org.efc.backend.BackendException;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.source.Source;
import org.efc.common.Errno;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
  private static final Source SOURCE = Source.parse("nfs://nas/export");
  private static final Duration LONG = Duration.ofMinutes(1);

  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  private Connections connections(Duration idle) {
    return new Connections((_, _) -> open(), idle);
  }

  private Backend open() {
    opened.incrementAndGet();
    Backend memory = new MemoryBackend();
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (_, method, arguments) -> {
              if (method.getName().equals("close")) {
                closed.incrementAndGet();
              }
              return method.invoke(memory, arguments);
            });
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(10));
  }

  private static boolean look(Connections connections) {
    return connections.with(SOURCE, soon(), tree -> tree.usage().totalBytes() >= 0);
  }

  @Test
  void oneConnectionServesAllCalls() {
    try (Connections connections = connections(LONG)) {
      for (int i = 0; i < 5; i++) {
        assertThat(look(connections)).isTrue();
      }
      assertThat(opened).hasValue(1);
      assertThat(closed).hasValue(0);
    }
    assertThat(closed).hasValue(1);
  }

  @Test
  void anIdleConnectionIsClosed() {
    try (Connections connections = connections(Duration.ofMillis(50))) {
      assertThat(look(connections)).isTrue();
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> closed.get() == 1);
      assertThat(connections.size()).isZero();
      assertThat(look(connections)).isTrue();
      assertThat(opened).hasValue(2);
    }
  }

  @Test
  void aConnectionThatFailsIsLeftToItsUsersAndReplaced() {
    try (Connections connections = connections(LONG)) {
      boolean seen =
          connections.with(
              SOURCE,
              soon(),
              outer -> {
                assertThatThrownBy(
                        () ->
                            connections.with(
                                SOURCE,
                                soon(),
                                _ -> {
                                  throw new BackendException("no answer", Errno.ETIMEDOUT);
                                }))
                    .hasMessage("no answer");
                assertThat(look(connections)).isTrue();
                assertThat(opened).hasValue(2);
                assertThat(closed).as("closed while in use").hasValue(0);
                return outer.usage().totalBytes() >= 0;
              });
      assertThat(seen).isTrue();
      assertThat(closed).hasValue(1);
    }
    assertThat(closed).hasValue(2);
  }

  @Test
  void aSourceThatCantBeOpenedIsTriedAgain() {
    AtomicInteger tries = new AtomicInteger();
    SourceOpener opener =
        (_, _) -> {
          if (tries.incrementAndGet() == 1) {
            throw new BackendException("refused", Errno.ECONNREFUSED);
          }
          return open();
        };
    try (Connections connections = new Connections(opener, LONG)) {
      assertThatThrownBy(() -> look(connections)).hasMessage("refused");
      assertThat(look(connections)).isTrue();
    }
  }

  @Test
  void afterTheEndNothingIsOpened() {
    Connections connections = connections(LONG);
    connections.close();
    assertThatThrownBy(() -> look(connections)).hasMessageContaining("shutting down");
    assertThat(opened).hasValue(0);
  }
}
