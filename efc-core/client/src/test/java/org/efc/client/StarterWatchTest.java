// SPDX-License-Identifier: Apache-2.0
package org.efc.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.efc.common.linux.UnixSocket;
import org.junit.jupiter.api.Test;

/** What tells a busy standby that nobody wants it any more. */
class StarterWatchTest {
  private static final long SOON_SECONDS = 10;

  private final CountDownLatch gone = new CountDownLatch(1);

  @Test
  void noticesThatTheOtherEndClosed() throws InterruptedException {
    try (UnixSocket.Pair pair = UnixSocket.pair();
        StarterWatch _ = StarterWatch.of(pair.one(), gone::countDown)) {
      pair.other().close();

      assertThat(gone.await(SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void noticesItBehindAMessageThatWaits() throws InterruptedException {
    try (UnixSocket.Pair pair = UnixSocket.pair();
        StarterWatch _ = StarterWatch.of(pair.one(), gone::countDown)) {
      pair.other().send(new byte[] {1}, List.of());
      pair.other().close();

      assertThat(gone.await(SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aMessageThatWaitsIsNoEndAndStays() {
    try (UnixSocket.Pair pair = UnixSocket.pair();
        StarterWatch watch = new StarterWatch(pair.one(), gone::countDown)) {
      pair.other().send(new byte[] {7}, List.of());

      assertThat(watch.otherEndClosed()).isFalse();
      assertThat(pair.one().receive(10).bytes()).containsExactly(7);
      pair.other().close();
      assertThat(watch.otherEndClosed()).isTrue();
    }
  }

  @Test
  void saysNothingOnceItIsClosed() {
    try (UnixSocket.Pair pair = UnixSocket.pair()) {
      StarterWatch watch = new StarterWatch(pair.one(), gone::countDown);
      watch.close();
      pair.other().close();
      watch.run();

      assertThat(gone.getCount()).isEqualTo(1);
    }
  }
}
