// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
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
    private long change;

    TestCall(Caller caller, byte[] arguments, ByteBuffer payload) {
      super(GETATTR, caller);
      this.arguments = arguments;
      this.payload = payload;
    }

    @Override
    protected long transaction() {
      return change;
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

  private static String encode(RpcCall call) {
    ByteBuffer header = ByteBuffer.allocateDirect(RpcProtocol.CALL_BYTES).position(4);
    CallMessage.encode(call, 0xabcdef05, new XdrEncoder(header), new AuthSys("node"));
    byte[] bytes = new byte[header.position() - 4];
    header.get(4, bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void aCallHasHeaderCredentialAndArguments() {
    Caller caller = new Caller(1000, -1, List.of(7, 8));
    byte[] arguments = {0, 0, 0, 1, 'h', 0, 0, 0};
    assertThat(encode(new TestCall(caller, arguments, ByteBuffer.allocate(0))))
        .isEqualTo(
            """
            abcdef05 00000000 00000002 000186a3 00000003 00000001
            00000001 00000020 00000000 00000004 6e6f6465 000003e8 ffffffff 00000002 00000007 00000008
            00000000 00000000
            00000001 68000000
            """
                .replaceAll("\\s", ""));
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
            () -> encode(new TestCall(Caller.ROOT, new byte[1000], ByteBuffer.allocate(0))));
  }

  @Test
  void theLargestArgumentsOfNfsFit() {
    Caller many = new Caller(1, 2, IntStream.range(0, 16).boxed().toList());
    int rename = 2 * (4 + 64 + 4 + 256);
    assertThat(encode(new TestCall(many, new byte[rename], ByteBuffer.allocate(0))))
        .hasSizeGreaterThan(2 * rename);
  }

  @Test
  void aChangeHasTheSameXidInEachProcessAndNoneOfACounter() {
    int xid = change(-77).takeId();
    assertThat(xid).isNegative();
    assertThat(change(-77).takeId()).isEqualTo(xid);
    assertThat(change(-76).takeId()).isNotEqualTo(xid).isNegative();
    assertThat(change(0).takeId()).as("a counter gives it").isZero();
  }

  @Test
  void theCallsOfOneChangeDiffer() {
    Set<Integer> xids = new HashSet<>();
    TestCall call = change(3);
    for (int i = 0; i < 16; i++) {
      assertThat(xids.add(call.takeId())).isTrue();
    }
    assertThat(xids).allMatch(xid -> xid < 0);
    assertThat(call.takeId()).as("asked too often").isZero();
  }

  private static TestCall change(long number) {
    TestCall call = new TestCall(Caller.ROOT, new byte[0], ByteBuffer.allocate(0));
    call.change = number;
    return call;
  }
}
