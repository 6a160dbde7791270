// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.efc.common.Name;
import org.efc.fuse.fixture.Bytes;
import org.efc.fuse.fixture.FakeSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each notification: what is said, and the literal bytes the kernel gets. */
class NotifierTest {
  private final FakeSession session = new FakeSession(new UnsupportedFileSystem());
  private final Notifier notifier = session.session().notifier();

  @AfterEach
  void stop() {
    session.close();
  }

  private void assertSent(String expected) {
    assertThat(session.kernel().receive()).isEqualTo(Bytes.hex(Bytes.of(expected)));
  }

  @Test
  void invalidateInode() {
    assertThat(notifier.invalidateInode(5, 4096, 8192)).isTrue();
    assertSent(
        """
        28000000 02000000 0000000000000000 | INVAL_INODE
        0500000000000000 0010000000000000 0020000000000000
        """);
  }

  @Test
  void invalidateAttributesDropsNoData() {
    notifier.invalidateAttributes(5);
    assertSent(
        """
        28000000 02000000 0000000000000000
        0500000000000000 ffffffffffffffff 0000000000000000
        """);
  }

  @Test
  void invalidateEntry() {
    notifier.invalidateEntry(1, Name.of("abc"));
    assertSent(
        """
        24000000 03000000 0000000000000000 | INVAL_ENTRY
        0100000000000000 03000000 00000000 61626300
        """);
  }

  @Test
  void expireEntryIsAFlagWhereTheKernelKnowsIt() {
    notifier.expireEntry(1, Name.of("abc"));
    assertSent(
        """
        24000000 03000000 0000000000000000
        0100000000000000 03000000 01000000 61626300
        """);
  }

  @Test
  void deleted() {
    notifier.deleted(1, 2, Name.of("abc"));
    assertSent(
        """
        2c000000 06000000 0000000000000000 | DELETE
        0100000000000000 0200000000000000 03000000 00000000 61626300
        """);
  }

  @Test
  void store() {
    ByteBuffer data = ByteBuffer.allocateDirect(8).put(3, (byte) 0x7f).position(2).limit(5);
    notifier.store(5, 4096, data);
    assertSent(
        """
        2b000000 04000000 0000000000000000 | STORE
        0500000000000000 0010000000000000 03000000 00000000 007f00
        """);
    assertThat(data.position()).isEqualTo(2);
  }

  @Test
  void resend() {
    assertThat(notifier.resend()).isTrue();
    assertSent("10000000 07000000 0000000000000000");
  }

  @Test
  void invalidateAllEntries() {
    assertThat(notifier.invalidateAllEntries()).isTrue();
    assertSent("10000000 08000000 0000000000000000 | INC_EPOCH");
  }

  @Test
  void prune() {
    assertThat(notifier.prune(5, 6)).isTrue();
    assertSent(
        """
        30000000 09000000 0000000000000000 | PRUNE
        02000000 00000000 0000000000000000 0500000000000000 0600000000000000
        """);
  }

  @Test
  void olderKernelsAreNotAskedForWhatTheyDontKnow() {
    Negotiated old = new Negotiated(39, 0, 0, 4096, 1, 1, 1);
    FuseDevice device = new FuseDevice(session.kernel().device());
    Notifier limited = new Notifier(device, () -> Optional.of(old));
    assertThat(limited.resend()).isFalse();
    assertThat(limited.invalidateAllEntries()).isFalse();
    assertThat(limited.prune(1)).isFalse();
    limited.expireEntry(1, Name.of("a"));
    assertSent("22000000 03000000 0000000000000000 0100000000000000 01000000 00000000 6100");
  }
}
