// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.efc.fuse.fixture.Bytes;
import org.efc.fuse.fixture.FakeSession;
import org.junit.jupiter.api.Test;

/** INIT on the wire, and what is kept of it. */
class InitExchangeTest {
  private static String init(String unique, String major, String minor) {
    return "68000000 1a000000"
        + unique
        + "0000000000000000 00000000 00000000 00000000 0000 0000"
        + major
        + minor
        + "00000200 ffffffff ffffffff" // 128 KiB of read-ahead, all flags
        + "00".repeat(44);
  }

  private static final String FIRST = init("0200000000000000", "07000000", "2d000000");
  private static final String RESENT = init("0200000000000080", "07000000", "2d000000");

  /** A fuse_init_out as the shared preferences make it. */
  private static String reply(String unique) {
    return Bytes.hex(
        Bytes.of(
            "50000000 00000000"
                + unique
                + """
                07000000 2d000000 00000200 21f0e450 | 7.45, read-ahead 128 KiB, flags
                4000 3000 00001000                  | max_background 64, threshold 48, max_write 1 MiB
                01000000 0001 0000 9c000000         | time_gran 1, max_pages 256, no map, flags2
                00000000 0000                       | max_stack_depth, request_timeout
                """
                + "00".repeat(22)));
  }

  private final List<Negotiated> journal = new CopyOnWriteArrayList<>();

  @Test
  void initIsPersistedThenAnswered() {
    try (FakeSession session =
        new FakeSession(new UnsupportedFileSystem(), journal::add, Optional.empty())) {
      assertThat(session.session().negotiated()).isEmpty();
      assertThat(session.ask(FIRST)).isEqualTo(reply("0200000000000000"));
      assertThat(journal).hasSize(1);
      assertThat(session.session().negotiated()).contains(journal.getFirst());
    }
  }

  @Test
  void initThatIsSentAgainIsAnsweredAgain() {
    Optional<Negotiated> earlier = Optional.of(FakeSession.negotiated());
    try (FakeSession session =
        new FakeSession(new UnsupportedFileSystem(), journal::add, earlier)) {
      assertThat(session.session().negotiated()).isEqualTo(earlier);
      assertThat(session.ask(RESENT)).isEqualTo(reply("0200000000000080"));
      assertThat(journal).hasSize(1);
    }
  }

  @Test
  void laterMajorGetsOursAndThenAnotherInit() {
    try (FakeSession session =
        new FakeSession(new UnsupportedFileSystem(), journal::add, Optional.empty())) {
      assertThat(session.ask(init("0200000000000000", "08000000", "00000000")))
          .startsWith("5000000000000000" + "0200000000000000" + "070000002d000000");
      assertThat(journal).isEmpty();
      assertThat(session.ask(init("0400000000000000", "07000000", "2d000000")))
          .isEqualTo(reply("0400000000000000"));
    }
  }

  @Test
  void kernelThatIsTooOldGetsEproto() {
    try (FakeSession session =
        new FakeSession(new UnsupportedFileSystem(), journal::add, Optional.empty())) {
      assertThat(session.ask(init("0200000000000000", "07000000", "1e000000")))
          .isEqualTo("10000000b9ffffff0200000000000000");
      assertThat(journal).isEmpty();
    }
  }

  @Test
  void initThatCantBeKeptIsNotAnswered() throws Exception {
    InitJournal full =
        negotiated -> {
          throw new IllegalStateException("disk full, for the test");
        };
    try (FakeSession session =
        new FakeSession(new UnsupportedFileSystem(), full, Optional.empty())) {
      session.kernel().send(FIRST);
      SessionEnd end = session.session().end().get(10, TimeUnit.SECONDS);
      assertThat(end)
          .isInstanceOfSatisfying(
              SessionEnd.Failed.class,
              failed -> assertThat(failed.cause()).hasMessageContaining("disk full"));
      assertThat(session.session().negotiated()).isEmpty();
    }
  }
}
