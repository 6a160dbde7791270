// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.efc.backend.contract.ContractFixture.errnoOf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.efc.backend.DirectoryEntry;
import org.efc.backend.DirectoryPage;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.contract.Calls;
import org.efc.common.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings as servers give them: partly, wrongly, endlessly. */
@Timeout(30)
class ListingTest {
  private final FakeNas nas;

  ListingTest() throws IOException {
    nas = new FakeNas();
  }

  @AfterEach
  void stopServer() throws IOException {
    nas.close();
  }

  private static Wire page() {
    return new Wire().u32(0).absent().u64(0x7e41);
  }

  /** entryplus3 without attributes and handle. */
  private static Wire bare(Wire page, String name, long cookie) {
    return page.u32(1).u64(cookie + 100).string(name).u64(cookie).absent().absent();
  }

  private static Wire end(Wire page, boolean end) {
    return page.u32(0, end ? 1 : 0);
  }

  private static List<String> names(DirectoryPage page) {
    return page.entries().stream().map(e -> e.name().toString()).toList();
  }

  @Test
  void entriesMayHaveHandleAndAttributesOrOneOrNone() {
    nas.server.on(
        Nfs3.READDIRPLUS,
        call -> {
          Wire page = page();
          page.u32(1).u64(1).string("both").u64(11).attributes(1, 1, 10).handle("h1");
          page.u32(1).u64(2).string("handle").u64(12).absent().handle("h2");
          page.u32(1).u64(3).string("attributes").u64(-13).attributes(1, 3, 10).absent();
          call.reply(end(bare(page, "none", 14), true));
        });
    try (NfsBackend backend = nas.open("")) {
      DirectoryPage page =
          FakeNas.calls(backend).readdir(backend.root(), DirectoryPosition.START, 100);
      assertThat(names(page)).containsExactly("both", "handle", "attributes", "none");
      assertThat(page.entries().stream().filter(e -> e.entry().isPresent())).hasSize(1);
      assertThat(page.entries().getFirst().entry().orElseThrow().handle().toBytes())
          .containsExactly('h', '1');
      assertThat(page.entries()).extracting(DirectoryEntry::cookie).contains(-13L);
      assertThat(page.verifier()).isEqualTo(0x7e41);
      assertThat(page.end()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withoutReaddirplusReaddirIsUsedFromThenOn(boolean byStatus) {
    nas.server.on(
        Nfs3.READDIRPLUS,
        call -> {
          if (byStatus) {
            call.reply(new Wire().u32(10004).absent());
          } else {
            call.reject(3);
          }
        });
    nas.server.on(
        Nfs3.READDIR, call -> call.reply(end(page().u32(1).u64(7).string("plain").u64(1), true)));
    try (NfsBackend backend = nas.open("")) {
      for (int i = 0; i < 3; i++) {
        DirectoryPage page =
            FakeNas.calls(backend).readdir(backend.root(), DirectoryPosition.START, 100);
        assertThat(names(page)).containsExactly("plain");
        assertThat(page.entries().getFirst().fileid()).isEqualTo(7);
        assertThat(page.entries().getFirst().entry()).isEmpty();
      }
      assertThat(nas.server.calls(Nfs3.READDIRPLUS)).hasSize(1);
      assertThat(nas.server.calls(Nfs3.READDIR)).hasSize(3);
    }
  }

  @Test
  void namesThatNoDirectoryCanHaveAreLeftOut() {
    nas.server.on(
        Nfs3.READDIRPLUS,
        call -> {
          Wire page = page();
          int cookie = 1;
          for (String name :
              List.of(".", "..", "", "a/b", "/etc", "a\0b", "n".repeat(256), "good")) {
            bare(page, name, cookie++);
          }
          call.reply(end(page, true));
        });
    try (NfsBackend backend = nas.open("")) {
      assertThat(FakeNas.calls(backend).names(backend.root())).containsExactly("good");
    }
  }

  @Test
  void pagesWithoutAUsableNameAreFollowed() {
    AtomicInteger asked = new AtomicInteger();
    nas.server.on(
        Nfs3.READDIRPLUS,
        call -> {
          int number = asked.incrementAndGet();
          call.reply(end(bare(page(), number < 4 ? "." : "file", number), number == 4));
        });
    try (NfsBackend backend = nas.open("")) {
      DirectoryPage page =
          FakeNas.calls(backend).readdir(backend.root(), DirectoryPosition.START, 100);
      assertThat(names(page)).containsExactly("file");
      assertThat(nas.server.calls(Nfs3.READDIRPLUS))
          .extracting(call -> call.afterHandle().getLong())
          .containsExactly(0L, 1L, 2L, 3L);
    }
  }

  @Test
  void endlessPagesWithoutAUsableNameAreEIO() {
    AtomicInteger asked = new AtomicInteger();
    nas.server.on(
        Nfs3.READDIRPLUS,
        call -> call.reply(end(bare(page(), ".", asked.incrementAndGet()), false)));
    try (NfsBackend backend = nas.open("")) {
      assertThat(errnoOf(() -> FakeNas.calls(backend).list(backend.root()))).isEqualTo(Errno.EIO);
    }
  }

  @Test
  void aPageWithNothingThatIsNotTheEndIsEIO() {
    nas.server.on(Nfs3.READDIRPLUS, call -> call.reply(end(page(), false)));
    try (NfsBackend backend = nas.open("")) {
      assertThat(errnoOf(() -> FakeNas.calls(backend).list(backend.root()))).isEqualTo(Errno.EIO);
    }
  }

  @Test
  void aCookieThatLeadsToTheStartIsELOOP() {
    nas.server.on(
        Nfs3.READDIRPLUS, call -> call.reply(end(bare(bare(page(), "a", 5), "b", 0), false)));
    try (NfsBackend backend = nas.open("")) {
      assertThat(errnoOf(() -> FakeNas.calls(backend).list(backend.root()))).isEqualTo(Errno.ELOOP);
    }
  }

  @Test
  void cookiesThatComeAgainAreForTheCaller() {
    nas.server.on(
        Nfs3.READDIRPLUS, call -> call.reply(end(bare(bare(page(), "a", 5), "b", 5), false)));
    try (NfsBackend backend = nas.open("")) {
      DirectoryPage page =
          FakeNas.calls(backend).readdir(backend.root(), new DirectoryPosition(5, 1), 100);
      assertThat(names(page)).containsExactly("a", "b");
    }
  }

  @Test
  void aBadCookieIsTriedWithoutVerifierAndThenIsEINVAL() {
    nas.server.on(
        Nfs3.READDIRPLUS,
        call -> {
          ByteBuffer arguments = call.afterHandle();
          long cookie = arguments.getLong();
          if (cookie == 5 && arguments.getLong() == 0) {
            call.reply(end(bare(page(), "after", 6), true));
          } else {
            call.reply(new Wire().u32(10003).absent());
          }
        });
    try (NfsBackend backend = nas.open("")) {
      Calls calls = FakeNas.calls(backend);
      assertThat(names(calls.readdir(backend.root(), new DirectoryPosition(5, 99), 10)))
          .containsExactly("after");
      assertThat(errnoOf(() -> calls.readdir(backend.root(), new DirectoryPosition(6, 99), 10)))
          .isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void aServerThatNeedsMoreRoomGetsIt() {
    nas.server.on(
        Nfs3.READDIRPLUS,
        call -> {
          if (call.afterHandle().getInt(20) < 65536) {
            call.reply(new Wire().u32(10005).absent());
          } else {
            call.reply(end(bare(page(), "file", 1), true));
          }
        });
    try (NfsBackend backend = nas.open("")) {
      assertThat(names(FakeNas.calls(backend).readdir(backend.root(), DirectoryPosition.START, 1)))
          .containsExactly("file");
    }
  }

  @Test
  void atMostTheWantedNumberIsReturned() {
    nas.server.on(
        Nfs3.READDIRPLUS,
        call -> call.reply(end(bare(bare(bare(page(), "a", 1), "b", 2), "c", 3), true)));
    try (NfsBackend backend = nas.open("")) {
      DirectoryPage page =
          FakeNas.calls(backend).readdir(backend.root(), DirectoryPosition.START, 2);
      assertThat(names(page)).containsExactly("a", "b");
      assertThat(page.end()).isFalse();
    }
  }

  @Test
  void anEntryThatGoesDuringTheListingDoesNotEndIt() {
    AtomicInteger asked = new AtomicInteger();
    nas.server.on(
        Nfs3.READDIRPLUS,
        call -> {
          switch (asked.incrementAndGet()) {
            case 1 -> call.reply(new Wire().u32(70).absent());
            case 2 -> call.reply(new Wire().u32(2).absent());
            default -> call.reply(end(bare(page(), "file", 1), true));
          }
        });
    try (NfsBackend backend = nas.open("")) {
      assertThat(FakeNas.calls(backend).names(backend.root())).containsExactly("file");
    }
  }

  @Test
  void aDirectoryThatIsGoneIsESTALE() {
    nas.server.on(Nfs3.READDIRPLUS, call -> call.reply(new Wire().u32(70).absent()));
    try (NfsBackend backend = nas.open("")) {
      nas.server.on(Nfs3.GETATTR, call -> call.reply(new Wire().u32(70)));
      assertThat(errnoOf(() -> FakeNas.calls(backend).list(backend.root())))
          .isEqualTo(Errno.ESTALE);
    }
  }

  @Test
  void aReplyLargerThanAskedIsTakenUpToItsLimit() {
    nas.server.on(
        Nfs3.READDIRPLUS,
        call -> {
          Wire page = page();
          for (int i = 1; i <= 2000; i++) { // 60 bytes each
            bare(page, "name-%015d".formatted(i), i);
          }
          call.reply(end(page, true));
        });
    try (NfsBackend backend = nas.open("")) {
      assertThat(
              names(FakeNas.calls(backend).readdir(backend.root(), DirectoryPosition.START, 5000)))
          .hasSize(2000);
    }
  }
}
