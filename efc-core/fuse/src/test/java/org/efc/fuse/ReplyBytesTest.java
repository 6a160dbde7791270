// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.fuse.fixture.Bytes;
import org.efc.fuse.fixture.FakeSession;
import org.efc.fuse.op.CopyFileRange;
import org.efc.fuse.op.Getattr;
import org.efc.fuse.op.Read;
import org.efc.fuse.op.Readdir;
import org.efc.fuse.op.Readdirplus;
import org.efc.fuse.wire.AttributesOut;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each kind of reply: what a file system says, and the literal bytes the kernel gets. */
class ReplyBytesTest {
  /** GETATTR, unique 0x42, resent, node 1. */
  private static final String GETATTR =
      """
      38000000 03000000 4200000000000080 0100000000000000
      00000000 00000000 00000000 0000 0000
      00000000 00000000 0000000000000000
      """;

  private static final String ATTRIBUTES =
      """
      0b00000000000000 0c00000000000000 0d00000000000000 | ino 11, size 12, blocks 13
      0e00000000000000 0f00000000000000 1000000000000000 | times 14, 15, 16 s
      11000000 12000000 13000000                         | 17, 18, 19 ns
      a4810000 02000000 15000000 16000000                | mode 0100644, nlink 2, uid 21, gid 22
      17000000 00100000 00000000                         | rdev 23, blksize 4096, flags
      """;

  private volatile Consumer<Request> answer = request -> request.pending().ok();
  private final FakeSession session = new FakeSession(new Answering());

  private final class Answering extends UnsupportedFileSystem {
    @Override
    public void getattr(Request request, Getattr op) {
      answer.accept(request);
    }

    @Override
    public void read(Request request, Read op) {
      answer.accept(request);
    }

    @Override
    public void readdir(Request request, Readdir op) {
      answer.accept(request);
    }

    @Override
    public void readdirplus(Request request, Readdirplus op) {
      answer.accept(request);
    }

    @Override
    public void copyFileRange(Request request, CopyFileRange op) {
      answer.accept(request);
    }
  }

  @AfterEach
  void stop() {
    session.close();
  }

  private void assertReply(Consumer<Request> said, String request, String expected) {
    answer = said;
    assertThat(session.ask(request)).isEqualTo(Bytes.hex(Bytes.of(expected)));
  }

  private void assertReply(Consumer<Request> said, String expected) {
    assertReply(said, GETATTR, expected);
  }

  private static void fill(AttributesOut out) {
    out.inode(11).size(12).blocks(13).accessed(14, 17).modified(15, 18).changed(16, 19);
    out.mode(0100644).links(2).owner(21, 22).device(23).blockSize(4096);
  }

  @Test
  void okEchoesTheUniqueWithItsResendBit() {
    assertReply(
        request -> request.pending().ok(),
        "10000000 00000000 4200000000000080 | len 16, no error, unique");
  }

  @Test
  void errorIsNegative() {
    assertReply(
        request -> request.pending().error(Errno.ENOENT),
        "10000000 feffffff 4200000000000080 | -2");
  }

  @Test
  void entry() {
    assertReply(
        request -> {
          fill(
              request
                  .pending()
                  .entryOut()
                  .node(5, 6)
                  .nameValid(1_500_000_000L)
                  .attributesValid(2_000_000_003L)
                  .attributes());
          request.pending().entry();
        },
        """
        90000000 00000000 4200000000000080                 | len 144
        0500000000000000 0600000000000000                  | nodeid, generation
        0100000000000000 0200000000000000 0065cd1d 03000000 | 1 s and 2 s, 500000000 ns and 3 ns
        """
            + ATTRIBUTES);
  }

  @Test
  void negativeEntry() {
    assertReply(
        request -> request.pending().negativeEntry(3_000_000_000L),
        "90000000 00000000 4200000000000080 0000000000000000 0000000000000000"
            + "0300000000000000"
            + "00".repeat(104));
  }

  @Test
  void created() {
    assertReply(
        request -> {
          fill(request.pending().entryOut().node(5, 6).attributes());
          request.pending().created(0x0102030405060708L, 3);
        },
        """
        a0000000 00000000 4200000000000080 | len 160
        0500000000000000 0600000000000000
        0000000000000000 0000000000000000 00000000 00000000
        """
            + ATTRIBUTES
            + "0807060504030201 03000000 00000000 | fh, FOPEN_DIRECT_IO|KEEP_CACHE, no backing id");
  }

  @Test
  void attributes() {
    assertReply(
        request -> {
          fill(request.pending().attributesOut().valid(1_000_000_001L).attributes());
          request.pending().attributes();
        },
        """
        78000000 00000000 4200000000000080 | len 120
        0100000000000000 01000000 00000000 | 1 s, 1 ns
        """
            + ATTRIBUTES);
  }

  @Test
  void opened() {
    assertReply(
        request -> request.pending().opened(7, 8),
        """
        20000000 00000000 4200000000000080
        0700000000000000 08000000 00000000
        """);
  }

  @Test
  void written() {
    assertReply(
        request -> request.pending().written(-1),
        "18000000 00000000 4200000000000080 ffffffff 00000000");
  }

  @Test
  void bytes() {
    assertReply(
        request -> request.pending().data("target".getBytes(UTF_8)),
        "16000000 00000000 4200000000000080 746172676574");
  }

  @Test
  void xattrSize() {
    assertReply(
        request -> request.pending().xattrSize(300),
        "18000000 00000000 4200000000000080 2c010000 00000000");
  }

  @Test
  void position() {
    assertReply(
        request -> request.pending().position(1L << 33),
        "18000000 00000000 4200000000000080 0000000002000000");
  }

  @Test
  void statfs() {
    assertReply(
        request -> {
          request.pending().statfsOut().blockSize(4096).space(1, 2, 3).files(4, 5).nameLength(255);
          request.pending().statfs();
        },
        """
        60000000 00000000 4200000000000080
        0100000000000000 0200000000000000 0300000000000000 | blocks, bfree, bavail
        0400000000000000 0500000000000000                  | files, ffree
        00100000 ff000000 00100000 00000000                | bsize, namelen, frsize
        000000000000000000000000000000000000000000000000
        """);
  }

  /** READ of 8 bytes, then two more like it for READDIR and READDIRPLUS of 512. */
  private static String readOf(String opcode, String size) {
    return "50000000"
        + opcode
        + "000000 0200000000000000 0100000000000000 00000000 00000000 00000000 0000 0000"
        + "0000000000000000 0000000000000000"
        + size
        + "00000000 0000000000000000 00000000 00000000";
  }

  @Test
  void dataFilledInPlace() {
    assertReply(
        request -> {
          assertThat(request.payload().remaining()).isEqualTo(8);
          request.payload().put("abc".getBytes(UTF_8));
          request.pending().data(3);
        },
        readOf("0f", "08000000"),
        "13000000 00000000 0200000000000000 616263");
  }

  @Test
  void listing() {
    assertReply(
        request -> {
          var out = request.pending().listingOut();
          assertThat(out.withAttributes()).isFalse();
          assertThat(out.add(Name.of("hello"), 9, 1, 8)).isTrue();
          assertThat(out.add(Name.of("12345678"), 10, 2, 4)).isTrue();
          assertThat(out.add(Name.of("x".repeat(17)), 11, 3, 8)).as("no room").isFalse();
          request.pending().listing();
        },
        readOf("1c", "68000000"), // 104 bytes: 32, 32, and 40 do not hold 48
        """
        50000000 00000000 0200000000000000
        0900000000000000 0100000000000000 05000000 08000000 68656c6c6f 000000
        0a00000000000000 0200000000000000 08000000 04000000 3132333435363738
        """);
  }

  @Test
  void listingWithAttributes() {
    assertReply(
        request -> {
          var out = request.pending().listingOut();
          assertThat(out.withAttributes()).isTrue();
          out.add(Name.of("a"), 11, 1, 8);
          fill(out.entry().node(5, 6).nameValid(1_000_000_000L).attributes());
          out.add(Name.of(".."), 1, 2, 4);
          request.pending().listing();
        },
        readOf("2c", "00020000"),
        """
        50010000 00000000 0200000000000000
        0500000000000000 0600000000000000
        0100000000000000 0000000000000000 00000000 00000000
        """
            + ATTRIBUTES
            + "0b00000000000000 0100000000000000 01000000 08000000 61 00000000000000\n"
            + "00".repeat(128)
            + "0100000000000000 0200000000000000 02000000 04000000 2e2e 000000000000");
  }

  private static String copyOf(String opcode) {
    return "60000000"
        + opcode
        + "000000 0200000000000000 0100000000000000 00000000 00000000 00000000 0000 0000"
        + "00".repeat(56);
  }

  @Test
  void copiedIsAWriteForTheOldRequestAndLongForTheNew() {
    Consumer<Request> said = request -> request.pending().copied(5L << 32);
    assertReply(said, copyOf("2f"), "18000000 00000000 0200000000000000 ffffff7f 00000000");
    assertReply(said, copyOf("35"), "18000000 00000000 0200000000000000 0000000005000000");
  }
}
