// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.efc.mounter.process.ExitReason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which ends of clients are noted as crashes. */
class CrashNotesTest {
  @TempDir Path directory;
  private Path file;
  private CrashNotes notes;

  @BeforeEach
  void open() {
    file = directory.resolve("crashes");
    notes = new CrashNotes(file);
  }

  private List<String> noted() throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  @Test
  void aFaultOfTheProcessIsNoted() throws IOException {
    List<ExitReason> faults =
        List.of(
            new ExitReason.Exited(3),
            new ExitReason.Signaled(6, false),
            new ExitReason.Signaled(7, false),
            new ExitReason.Signaled(11, false));
    for (int i = 0; i < faults.size(); i++) {
      notes.launched(100 + i);
      notes.ended(faults.get(i));
    }
    assertThat(noted()).containsExactly("100", "101", "102", "103");
  }

  @Test
  void whatOthersDidOrTheProcessDecidedIsNot() throws IOException {
    notes.launched(100);
    for (ExitReason reason :
        List.of(
            new ExitReason.Signaled(9, false),
            new ExitReason.Signaled(9, true),
            new ExitReason.Signaled(15, false),
            new ExitReason.Exited(0),
            new ExitReason.Exited(1),
            new ExitReason.Exited(4),
            new ExitReason.Vanished(),
            new ExitReason.Hung("it spins"),
            new ExitReason.Replaced(),
            new ExitReason.NotStarted("no program"))) {
      notes.ended(reason);
    }
    assertThat(noted()).isEmpty();
  }

  @Test
  void theLatestAreKept() throws IOException {
    for (int pid = 1; pid <= 30; pid++) {
      notes.launched(pid);
      notes.ended(new ExitReason.Signaled(11, false));
    }
    assertThat(noted())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(23, 30).mapToObj(Integer::toString).toList());
  }

  @Test
  void anAdoptedClientOfWhichNothingIsKnownIsNot() throws IOException {
    notes.ended(new ExitReason.Signaled(11, false));
    assertThat(noted()).isEmpty();
  }
}
