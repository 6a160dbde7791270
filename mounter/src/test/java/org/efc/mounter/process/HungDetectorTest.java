// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that hangs, one that is slow, and one whose server is away. */
class HungDetectorTest {
  private static final int CLIENT = 7;

  private final HungDetector detector = new HungDetector(Duration.ofSeconds(10));
  private long second;

  private Optional<String> look(int process, boolean waiting, Optional<ClientControl.Answer> says) {
    return detector.look(
        new HungDetector.Sample(Duration.ofSeconds(second++).toNanos(), process, waiting, says));
  }

  private static Optional<ClientControl.Answer> says(long requests, int inflight) {
    return Optional.of(
        new ClientControl.Answer(
            Map.of(
                "requests", Long.toString(requests),
                "inflight", Integer.toString(inflight),
                "inflight_limit", "64"),
            CLIENT));
  }

  @Test
  void oneThatTakesNothingAndDoesNotAnswerHangs() {
    for (int i = 0; i < 10; i++) {
      assertThat(look(CLIENT, true, Optional.empty())).isEmpty();
    }
    assertThat(look(CLIENT, true, Optional.empty()).orElse("")).contains("10 s", "does not answer");
  }

  @Test
  void oneThatAnswersAndTakesNothingThoughItHasRoomHangs() {
    for (int i = 0; i < 10; i++) {
      assertThat(look(CLIENT, true, says(5, 3))).isEmpty();
    }
    assertThat(look(CLIENT, true, says(5, 3)).orElse("")).contains("has room");
  }

  @Test
  void oneOfWhoseThreadsComputesForOneRequestHangsThoughTheOthersGoOn() {
    for (int i = 0; i < 10; i++) {
      assertThat(look(CLIENT, false, spins(100L * i, 1000L * i))).isEmpty();
    }
    assertThat(look(CLIENT, false, spins(2000, 10_000)).orElse("")).contains("one request");
  }

  private static Optional<ClientControl.Answer> spins(long requests, long millis) {
    return Optional.of(
        new ClientControl.Answer(
            Map.of("requests", Long.toString(requests), "spinning_ms", Long.toString(millis)),
            CLIENT));
  }

  @Test
  void oneThatTakesARequestNowAndThenDoesNot() {
    for (int i = 0; i < 100; i++) {
      assertThat(look(CLIENT, true, says(i / 9, 3))).isEmpty();
    }
  }

  @Test
  void oneThatWaitsForItsServerDoesNot() {
    for (int i = 0; i < 600; i++) {
      assertThat(look(CLIENT, true, says(64, 64))).isEmpty();
    }
  }

  /** {@code calls}: to the storage, under way; empty for a client that does not count them. */
  @ParameterizedTest(name = "inflight {0} calls {1} answers {2}: hangs {3}")
  @CsvSource({
    "64,  0, false, true", // all lost: the client can take no other
    " 1,  0, false, true", // one lost, and its caller waits for ever
    "64,  1, false, false", // the last may be what the others wait for
    "64, 64, false, false",
    "64,  0, true,  false", // it goes on: between two calls there may be none
    " 0,  0, false, false",
    "64,   , false, false", // a version or a storage that does not count
  })
  void oneWhoseRequestsWaitForNothingHangs(
      int inflight, @Nullable Integer calls, boolean answers, boolean hangs) {
    for (boolean waiting : new boolean[] {true, false}) {
      HungDetector watched = new HungDetector(Duration.ofSeconds(10));
      Optional<String> why = Optional.empty();
      for (int i = 0; i <= 10; i++) {
        assertThat(why).isEmpty();
        Map<String, String> status = new HashMap<>();
        status.put("requests", Integer.toString(answers ? i : 5));
        status.put("inflight", Integer.toString(inflight));
        status.put("inflight_limit", "64");
        if (calls != null) {
          status.put("storage_calls", Integer.toString(calls));
        }
        boolean device = waiting && inflight == 64;
        why =
            watched.look(
                new HungDetector.Sample(
                    Duration.ofSeconds(i).toNanos(),
                    CLIENT,
                    device,
                    Optional.of(new ClientControl.Answer(status, CLIENT))));
      }
      assertThat(why.isPresent()).isEqualTo(hangs);
      why.ifPresent(text -> assertThat(text).contains("10 s", "asks its storage nothing"));
    }
  }

  @Test
  void oneThatNobodyWaitsForDoesNotAsLongAsItAnswers() {
    for (int i = 0; i < 100; i++) {
      assertThat(look(CLIENT, false, says(5, 0))).isEmpty();
      assertThat(detector.isSuspicious()).isFalse();
    }
  }

  @Test
  void oneThatDoesNotAnswerHangsWhateverWaits() {
    for (int i = 0; i < 10; i++) {
      assertThat(look(CLIENT, false, Optional.empty())).isEmpty();
    }
    assertThat(look(CLIENT, false, Optional.empty())).isPresent();
  }

  @Test
  void oneThatAnswersNowAndThenDoesNot() {
    for (int i = 0; i < 100; i++) {
      assertThat(look(CLIENT, false, i % 9 == 0 ? says(5, 1) : Optional.empty())).isEmpty();
    }
  }

  @Test
  void itsSuccessorHasAllTheTimeAgain() {
    for (int i = 0; i < 100; i++) {
      assertThat(look(CLIENT + i / 9, true, Optional.empty())).isEmpty();
    }
  }

  @Test
  void aPauseOfTheWatcherIsNoProof() {
    assertThat(look(CLIENT, true, Optional.empty())).isEmpty();
    second += 3600;
    assertThat(look(CLIENT, true, Optional.empty())).isEmpty();
  }
}
