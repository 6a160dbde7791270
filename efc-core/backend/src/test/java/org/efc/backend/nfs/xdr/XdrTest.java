// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.xdr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** XDR against bytes from RFC 4506's rules, written by hand. */
class XdrTest {

  private static XdrDecoder decoder(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length + 8);
    buffer.put(3, bytes); // neither at the start nor up to the end
    return new XdrDecoder().wrap(buffer, 3, 3 + bytes.length);
  }

  private static String hex(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.position()];
    buffer.get(0, bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void numbersAreBigEndian() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    XdrEncoder out = new XdrEncoder(buffer);
    out.putInt(0x01020304);
    out.putInt(-2);
    out.putLong(0x0102030405060708L);
    out.putBoolean(true);
    out.putBoolean(false);
    assertThat(hex(buffer))
        .isEqualTo("01020304" + "fffffffe" + "0102030405060708" + "00000001" + "00000000");
    XdrDecoder in = decoder(hex(buffer));
    assertThat(in.readInt()).isEqualTo(0x01020304);
    assertThat(in.readUnsignedInt()).isEqualTo(0xfffffffeL);
    assertThat(in.readLong()).isEqualTo(0x0102030405060708L);
    assertThat(in.readBoolean()).isTrue();
    assertThat(in.readBoolean()).isFalse();
    assertThat(in.remaining()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 00000000",
    "61, 0000000161000000",
    "6162, 0000000261620000",
    "616263, 0000000361626300",
    "61626364, 0000000461626364",
    "6162636465, 000000056162636465000000",
  })
  void opaqueIsPaddedToFour(String value, String encoded) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    byte[] bytes = HexFormat.of().parseHex(value);
    new XdrEncoder(buffer).putOpaque(bytes);
    assertThat(hex(buffer)).isEqualTo(encoded);
    XdrDecoder in = decoder(encoded);
    assertThat(in.readOpaque(5)).isEqualTo(bytes);
    assertThat(in.remaining()).isZero();
    XdrDecoder skipped = decoder(encoded);
    skipped.skipOpaque(5);
    assertThat(skipped.remaining()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"00000006616263646566", "7fffffff", "80000000", "ffffffff", "00000005616263"})
  void lengthsBeyondTheLimitOrTheDataAreRefused(String encoded) {
    assertThatExceptionOfType(XdrException.class).isThrownBy(() -> decoder(encoded).readOpaque(5));
    assertThatExceptionOfType(XdrException.class).isThrownBy(() -> decoder(encoded).skipOpaque(5));
  }

  @Test
  void paddingThatIsMissingIsRefused() {
    assertThatExceptionOfType(XdrException.class)
        .isThrownBy(() -> decoder("0000000161").readOpaque(5));
  }

  @Test
  void readingBeyondTheEndIsRefused() {
    assertThatExceptionOfType(XdrException.class).isThrownBy(() -> decoder("000000").readInt());
    assertThatExceptionOfType(XdrException.class).isThrownBy(() -> decoder("00000000").readLong());
    assertThatExceptionOfType(XdrException.class).isThrownBy(() -> decoder("00000000").skip(5));
  }

  @Test
  void aBoolIsZeroOrOne() {
    assertThatExceptionOfType(XdrException.class)
        .isThrownBy(() -> decoder("00000002").readBoolean());
  }

  @Test
  void amountsThatNoLongHoldsBecomeTheLargest() {
    assertThat(decoder("8000000000000000").readAmount()).isEqualTo(Long.MAX_VALUE);
    assertThat(decoder("7fffffffffffffff").readAmount()).isEqualTo(Long.MAX_VALUE);
    assertThat(decoder("0000000000000001").readAmount()).isEqualTo(1);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    XdrEncoder out = new XdrEncoder(ByteBuffer.allocateDirect(10));
    out.putInt(1);
    assertThatExceptionOfType(XdrException.class).isThrownBy(() -> out.putLong(1));
    assertThatExceptionOfType(XdrException.class).isThrownBy(() -> out.putOpaque(new byte[3]));
  }
}
