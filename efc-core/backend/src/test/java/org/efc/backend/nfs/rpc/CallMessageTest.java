// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.efc.backend.Caller;
import org.efc.backend.nfs.xdr.XdrEncoder;
import org.efc.backend.nfs.xdr.XdrException;
import org.efc.common.Errno;
import org.junit.jupiter.api.Test;

/** Calls as bytes, written by hand from RFC 5531 sections 8.2, 9 and 11 and appendix A. */
class CallMessageTest {
  private static final Procedure GETATTR = new Procedure(100003, 3, 1, "GETATTR");

  private static final class TestCall extends RpcCall {
    private final byte[] arguments;
    private final ByteBuffer payload;

    TestCall(Caller caller, byte[] arguments, ByteBuffer payload) {
      super(GETATTR, caller);
      this.arguments = arguments;
      this.payload = payload;
    }

    @Override
    protected void encodeArguments(XdrEncoder out) {
      out.putFixed(arguments);
    }

    @Override
    protected ByteBuffer payload() {
      return payload;
    }

    @Override
    protected void decodeResults(ReplyRecord reply) {}

    @Override
    protected void succeeded() {}

    @Override
    protected void failed(Errno errno) {}
  }

  private static Slot slot() {
    Slot slot = new Slot(5, 0x00abcdef, ByteBuffer.allocateDirect(Slot.HEADER_BYTES));
    slot.xid = 0xabcdef05;
    return slot;
  }

  private static String encode(Slot slot, RpcCall call) {
    CallMessage.encode(slot, call, new AuthSys("node").encoded(call.caller()));
    byte[] bytes = new byte[slot.header.remaining()];
    slot.header.get(0, bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void aCallHasMarkHeaderCredentialAndArguments() {
    Caller caller = new Caller(1000, -1, List.of(7, 8));
    byte[] arguments = {0, 0, 0, 1, 'h', 0, 0, 0};
    assertThat(encode(slot(), new TestCall(caller, arguments, RpcCall.NO_PAYLOAD)))
        .isEqualTo(
            """
            80000050
            abcdef05 00000000 00000002 000186a3 00000003 00000001
            00000001 00000020 00000000 00000004 6e6f6465 000003e8 ffffffff 00000002 00000007 00000008
            00000000 00000000
            00000001 68000000
            """
                .replaceAll("\\s", ""));
  }

  @Test
  void theMarkCountsPayloadAndPadding() {
    Slot slot = slot();
    ByteBuffer payload = ByteBuffer.allocateDirect(20).position(3).limit(8); // 5 bytes, padded to 8
    String encoded = encode(slot, new TestCall(Caller.ROOT, new byte[] {0, 0, 0, 5}, payload));
    int header = encoded.length() / 2;
    assertThat(encoded).startsWith(HexFormat.of().toHexDigits(0x80000000 | (header - 4 + 8)));
    assertThat(slot.payloadLength()).isEqualTo(5);
  }

  @Test
  void sixteenGroupsFitAndTheRestIsLeftOut() {
    Caller many = new Caller(1, 2, IntStream.range(100, 140).boxed().toList());
    ByteBuffer credential = ByteBuffer.wrap(new AuthSys("node").encoded(many));
    assertThat(credential.getInt(4)).as("length of the body").isEqualTo(24 + 16 * 4);
    assertThat(credential.getInt(28)).as("number of groups").isEqualTo(16);
    assertThat(credential.getInt(32 + 15 * 4)).isEqualTo(115);
    assertThat(credential.capacity()).isEqualTo(8 + 24 + 16 * 4 + 8);
  }

  @Test
  void credentialsOfDifferentCallersAreNotMixedUp() {
    AuthSys credentials = new AuthSys("node");
    for (int round = 0; round < 2; round++) {
      for (int uid = 0; uid < 500; uid++) {
        byte[] bytes = credentials.encoded(new Caller(uid, 2 * uid, List.of(uid)));
        ByteBuffer credential = ByteBuffer.wrap(bytes);
        assertThat(credential.getInt(20)).isEqualTo(uid);
        assertThat(credential.getInt(24)).isEqualTo(2 * uid);
        assertThat(credential.getInt(32)).isEqualTo(uid);
      }
    }
  }

  @Test
  void argumentsThatDoNotFitAreRefused() {
    assertThatExceptionOfType(XdrException.class)
        .isThrownBy(
            () -> encode(slot(), new TestCall(Caller.ROOT, new byte[1000], RpcCall.NO_PAYLOAD)));
  }

  @Test
  void theLargestArgumentsOfNfsFit() {
    Caller many = new Caller(1, 2, IntStream.range(0, 16).boxed().toList());
    int rename = 2 * (4 + 64 + 4 + 256);
    assertThat(encode(slot(), new TestCall(many, new byte[rename], RpcCall.NO_PAYLOAD)))
        .hasSizeGreaterThan(2 * rename);
  }
}
