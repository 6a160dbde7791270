// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.efc.fuse.abi.Protocol;
import org.efc.fuse.op.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file, as processes that follow each other see it. */
class SuspectsTest {
  private static final long VOLUME = 5;
  private static final long RESENT = Protocol.UNIQUE_RESEND;

  @TempDir Path directory;
  private int epoch;
  private boolean crashed;
  private int waits;

  /** The next process: the one before has ended, at whatever it was. */
  private Suspects next() {
    return next(VOLUME);
  }

  private Suspects next(long volume) {
    epoch++;
    return Suspects.open(
        directory.resolve("suspects"),
        volume,
        epoch,
        (_, wait) -> {
          waits += wait ? 1 : 0;
          return crashed;
        });
  }

  private static void runs(Suspects suspects, long unique) {
    suspects.begin(unique, Opcode.READ, 17);
  }

  private static void throwsIn(Suspects suspects, long unique) {
    suspects.threw(suspects.begin(unique, Opcode.READ, 17));
  }

  @Test
  void aRequestWhoseCodeThrewInTwoProcessesIsRefusedByTheNextOnes() {
    throwsIn(next(), 42);
    Suspects second = next();
    assertThat(second.refuses(42 | RESENT)).isFalse();
    throwsIn(second, 42 | RESENT);
    Suspects third = next();
    assertThat(third.refuses(42 | RESENT)).isTrue();
    assertThat(third.refuses(43 | RESENT)).isFalse();
    assertThat(third.latest()).isEqualTo("READ 17 42");
    assertThat(next().refuses(42 | RESENT)).isTrue();
    assertThat(next().latest()).isEqualTo("READ 17 42");
  }

  @Test
  void aRequestThatRanInTwoProcessesThatCrashedIsRefused() {
    crashed = true;
    runs(next(), 42);
    runs(next(), 42 | RESENT);
    assertThat(next().refuses(42 | RESENT)).isTrue();
  }

  @Test
  void requestsThatRanInTwentyProcessesThatWereKilledAreServed() {
    for (int i = 0; i < 20; i++) {
      Suspects process = next();
      assertThat(process.refuses(42 | RESENT)).isFalse();
      runs(process, 42 | RESENT);
      runs(process, 43 | RESENT);
    }
    assertThat(next().latest()).isEmpty();
    assertThat(waits).as("nobody waits for a note").isZero();
  }

  @Test
  void aRequestThatWasAnsweredIsNoSuspect() {
    crashed = true;
    for (int i = 0; i < 2; i++) {
      Suspects process = next();
      process.end(process.begin(42, Opcode.READ, 17));
      runs(process, 50 + i);
    }
    assertThat(next().latest()).isEmpty();
  }

  @Test
  void aProcessInBetweenThatDidNotRunItBreaksTheRow() {
    throwsIn(next(), 42);
    next();
    throwsIn(next(), 42);
    assertThat(next().latest()).isEmpty();
  }

  @Test
  void aProcessThatDoesNotKnowTheFileBreaksTheRow() {
    throwsIn(next(), 42);
    epoch++;
    runs(next(), 42);
    assertThat(next().latest()).isEmpty();
  }

  @Test
  void whatWasBegunInsideAnotherIsKeptApart() {
    Suspects first = next();
    int outer = first.begin(42, Opcode.READ, 17);
    int inner = first.begin(43, Opcode.LOOKUP, 1);
    first.end(inner);
    first.threw(outer);
    throwsIn(next(), 42);
    Suspects third = next();
    assertThat(third.refuses(42)).isTrue();
    assertThat(third.refuses(43)).isFalse();
  }

  @Test
  void codeThatIsRunLaterByAnotherThreadIsOfTheSameRequest() throws Exception {
    for (int i = 0; i < 2; i++) {
      Suspects process = next();
      int place = process.begin(42, Opcode.READ, 17);
      Consumer<String> later =
          process.carried(
              _ -> {
                throw new IllegalStateException("broken");
              });
      process.end(place);
      Thread other = new Thread(() -> later.accept(""));
      other.setUncaughtExceptionHandler((_, _) -> {});
      other.start();
      other.join();
    }
    assertThat(next().latest()).isEqualTo("READ 17 42");
  }

  @Test
  void codeOfNoRequestIsOfNone() {
    next().carried(_ -> {}).accept("");
    assertThat(next().latest()).isEmpty();
  }

  @Test
  void moreThreadsThanPlacesAreNotNoted() {
    Suspects suspects = next();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < Suspects.PLACES; i++) {
      places.add(suspects.begin(i + 1, Opcode.READ, 17));
    }
    int none = suspects.begin(1000, Opcode.READ, 17);
    assertThat(places).doesNotHaveDuplicates().doesNotContain(none);
    suspects.threw(none);
    suspects.end(none);
    places.forEach(suspects::end);
    assertThat(suspects.begin(1001, Opcode.READ, 17)).isIn(places);
  }

  @Test
  void aNewConnectionOfTheKernelKnowsNoneOfThem() {
    throwsIn(next(), 42);
    throwsIn(next(), 42);
    Suspects third = next();
    third.reset();
    assertThat(third.refuses(42)).isFalse();
    assertThat(next().refuses(42)).isFalse();
  }

  @Test
  void anotherVolumeKnowsNoneOfThem() {
    throwsIn(next(), 42);
    throwsIn(next(), 42);
    assertThat(next(VOLUME + 1).refuses(42)).isFalse();
  }
}
