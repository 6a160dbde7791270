// SPDX-License-Identifier: Apache-2.0
package org.efc.client.hidden;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.efc.backend.Completion;
import org.efc.client.answer.Background;
import org.efc.common.Errno;
import org.junit.jupiter.api.Test;

class CallsUnderWayTest {
  private final CallsUnderWay calls = new CallsUnderWay();

  private boolean areNone() throws InterruptedException {
    return calls.awaitNone(Duration.ZERO);
  }

  @Test
  void callsAreUnderWayUntilTheyAreAnswered() throws Exception {
    assertThat(areNone()).isTrue();
    Completion<String> one = calls.counted(Background.then("one", _ -> {}));
    Completion<String> other = calls.counted(Background.then("other", _ -> {}));
    one.succeeded("done");
    assertThat(areNone()).isFalse();
    other.failed(Errno.ENOENT);
    assertThat(areNone()).isTrue();
  }

  @Test
  void aCallThatAnAnswerLedToIsWaitedForToo() throws Exception {
    List<Completion<String>> second = new ArrayList<>();
    Completion<String> first =
        calls.counted(
            Background.then(
                "first", _ -> second.add(calls.counted(Background.then("second", ignored -> {})))));
    first.succeeded("found");
    assertThat(areNone()).isFalse();
    second.getFirst().succeeded("removed");
    assertThat(areNone()).isTrue();
  }

  @Test
  void whoWaitsGoesOnWithTheLastAnswer() throws Exception {
    Completion<String> call = calls.counted(Background.then("call", _ -> {}));
    Thread.ofPlatform().start(() -> call.succeeded("done"));
    assertThat(calls.awaitNone(Duration.ofSeconds(20))).isTrue();
  }
}
