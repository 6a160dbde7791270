// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.efc.common.Name;
import org.efc.fuse.abi.OpenReplyFlags;
import org.efc.fuse.abi.Protocol;
import org.efc.fuse.fixture.Command;
import org.efc.fuse.fixture.HelloFileSystem;
import org.efc.fuse.fixture.Served;
import org.efc.fuse.op.Lookup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the kernel caches, and how a notification makes it forget that. */
class NotificationTest {
  private static final long HOUR = 3_600_000_000_000L;

  /** Lets the kernel believe everything for an hour. */
  private static final class Cached extends HelloFileSystem {
    final AtomicLong given = new AtomicLong();
    final AtomicLong taken = new AtomicLong();

    @Override
    protected long validNanos() {
      return HOUR;
    }

    @Override
    protected int openFlags() {
      return OpenReplyFlags.KEEP_CACHE;
    }

    @Override
    public void lookup(Request request, Lookup op) {
      if (op.name().equals(FILE_NAME)) {
        given.incrementAndGet();
      }
      super.lookup(request, op);
    }

    @Override
    public void forget(long nodeid, long lookups) {
      assertThat(nodeid).isEqualTo(FILE);
      taken.addAndGet(lookups);
    }
  }

  private final Cached fileSystem = new Cached();
  private Served served;
  private Notifier notifier;

  NotificationTest() throws Exception {
    served = Served.by(fileSystem, InitPreferences.immutable());
    notifier = served.session().notifier();
  }

  @BeforeEach
  void cache() throws Exception {
    assertThat(cat()).isEqualTo("hello, world\n");
  }

  @AfterEach
  void unmount() throws Exception {
    served.close();
  }

  private String cat() throws InterruptedException {
    return Command.output("cat $1", served.mount().path("hello"));
  }

  @Test
  void dataStayUntilTheInodeIsInvalidated() throws Exception {
    fileSystem.content("HELLO, WORLD\n");
    assertThat(cat()).isEqualTo("hello, world\n");
    assertThat(notifier.invalidateInode(HelloFileSystem.FILE, 0, 0)).isTrue();
    assertThat(cat()).isEqualTo("HELLO, WORLD\n");
  }

  @Test
  void attributesAloneCanBeInvalidated() throws Exception {
    fileSystem.content("short");
    assertThat(notifier.invalidateAttributes(HelloFileSystem.FILE)).isTrue();
    assertThat(Command.output("stat -c %s $1", served.mount().path("hello"))).isEqualTo("5\n");
  }

  @Test
  void unknownObjectsAndNamesAreReportedAsSuch() {
    assertThat(notifier.invalidateInode(4711, 0, 0)).isFalse();
    assertThat(notifier.invalidateEntry(Protocol.ROOT_ID, Name.of("absent"))).isFalse();
    assertThat(notifier.store(4711, 0, ByteBuffer.allocateDirect(1))).isFalse();
  }

  @Test
  void storedDataAreReadWithoutARequest() throws Exception {
    long reads = served.requests("read");
    ByteBuffer data = ByteBuffer.allocateDirect(13).put("from a store\n".getBytes(UTF_8)).flip();
    assertThat(notifier.store(HelloFileSystem.FILE, 0, data)).isTrue();
    assertThat(cat()).isEqualTo("from a store\n");
    assertThat(served.requests("read")).isEqualTo(reads);
  }

  @Test
  void nameIsLookedUpAgainWhenInvalidated() throws Exception {
    long lookups = fileSystem.given.get();
    cat();
    assertThat(fileSystem.given).hasValue(lookups);
    assertThat(notifier.invalidateEntry(Protocol.ROOT_ID, HelloFileSystem.FILE_NAME)).isTrue();
    cat();
    assertThat(fileSystem.given).hasValue(lookups + 1);
  }

  @Test
  void nameIsLookedUpAgainWhenExpired() throws Exception {
    long lookups = fileSystem.given.get();
    assertThat(notifier.expireEntry(Protocol.ROOT_ID, HelloFileSystem.FILE_NAME)).isTrue();
    cat();
    assertThat(fileSystem.given).hasValue(lookups + 1);
  }

  @Test
  void everyNameIsLookedUpAgainInANewEpoch() throws Exception {
    long lookups = fileSystem.given.get();
    assumeTrue(notifier.invalidateAllEntries(), "the kernel knows no epochs (before 7.44)");
    cat();
    assertThat(fileSystem.given).hasValue(lookups + 1);
  }

  @Test
  void deletedNameIsGone() {
    assertThat(notifier.deleted(Protocol.ROOT_ID, HelloFileSystem.FILE, HelloFileSystem.FILE_NAME))
        .isTrue();
  }

  @Test
  void forgetsGiveBackEveryLookup() throws Exception {
    notifier.expireEntry(Protocol.ROOT_ID, HelloFileSystem.FILE_NAME);
    cat();
    assertThat(fileSystem.given.get()).isGreaterThanOrEqualTo(2);
    assertThat(notifier.invalidateEntry(Protocol.ROOT_ID, HelloFileSystem.FILE_NAME)).isTrue();
    Awaitility.await()
        .untilAsserted(() -> assertThat(fileSystem.taken).hasValue(fileSystem.given.get()));
  }

  @Test
  void prunedObjectIsForgotten() {
    assumeTrue(notifier.prune(HelloFileSystem.FILE), "the kernel can't prune (before 7.45)");
    Awaitility.await()
        .untilAsserted(() -> assertThat(fileSystem.taken).hasValue(fileSystem.given.get()));
  }
}
