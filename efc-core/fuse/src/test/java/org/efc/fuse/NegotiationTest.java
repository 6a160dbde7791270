// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.efc.fuse.abi.InitFlags;
import org.junit.jupiter.api.Test;

/** What INIT is answered, for kernels of all ages. */
class NegotiationTest {
  private static final int KIB = 1 << 10;
  private static final long EVERYTHING = -1L;
  private static final InitPreferences WANTED = InitPreferences.shared();

  private static Negotiated agreed(int minor, int readahead, long offered, InitPreferences wanted) {
    return switch (Negotiation.negotiate(7, minor, readahead, offered, wanted)) {
      case Negotiation.Agreed agreed -> agreed.negotiated();
      case Negotiation.Outcome other -> throw new AssertionError(other);
    };
  }

  @Test
  void onlyWhatIsBothOfferedAndWantedIsInForce() {
    assertThat(agreed(45, 128 * KIB, EVERYTHING, WANTED).flags()).isEqualTo(WANTED.flags());
    long offered = InitFlags.ASYNC_READ | InitFlags.WRITEBACK_CACHE;
    assertThat(agreed(45, 128 * KIB, offered, WANTED).flags()).isEqualTo(InitFlags.ASYNC_READ);
  }

  @Test
  void upperFlagsNeedInitExt() {
    long offered = EVERYTHING & ~InitFlags.INIT_EXT;
    assertThat(agreed(36, 0, offered, WANTED).flags() >>> 32).isZero();
    assertThat(agreed(45, 0, EVERYTHING, WANTED).has(InitFlags.HAS_RESEND)).isTrue();
  }

  @Test
  void readdirplusAutoMakesNoSenseAlone() {
    long offered = InitFlags.READDIRPLUS_AUTO;
    assertThat(agreed(45, 0, offered, WANTED).flags()).isZero();
  }

  @Test
  void readaheadIsTheSmallerOne() {
    assertThat(agreed(45, 128 * KIB, EVERYTHING, WANTED).maxReadahead()).isEqualTo(128 * KIB);
    InitPreferences modest = WANTED.withMaxReadahead(64 * KIB);
    assertThat(agreed(45, 128 * KIB, EVERYTHING, modest).maxReadahead()).isEqualTo(64 * KIB);
    assertThat(agreed(45, -1, EVERYTHING, modest).maxReadahead()).as("4 GiB").isEqualTo(64 * KIB);
  }

  @Test
  void withoutMaxPagesOneRequestHas128KiB() {
    Negotiated small = agreed(31, 0, EVERYTHING & ~InitFlags.MAX_PAGES, WANTED);
    assertThat(small.maxWrite()).isEqualTo(128 * KIB);
    assertThat(small.maxPages()).isEqualTo(32);
    assertThat(agreed(45, 0, EVERYTHING, WANTED).maxPages()).isEqualTo(256);
  }

  @Test
  void minorIsTheSmallerOne() {
    assertThat(agreed(31, 0, EVERYTHING, WANTED).minor()).isEqualTo(31);
    assertThat(agreed(99, 0, EVERYTHING, WANTED).minor()).isEqualTo(45);
  }

  @Test
  void laterMajorIsToldOurs() {
    assertThat(Negotiation.negotiate(8, 0, 0, 0, WANTED)).isEqualTo(new Negotiation.OtherMajor());
  }

  @Test
  void oldKernelIsNamed() {
    assertThat(Negotiation.negotiate(7, 30, 0, 0, WANTED))
        .isInstanceOfSatisfying(
            Negotiation.Unsupported.class,
            unsupported -> assertThat(unsupported.reason()).contains("7.30").contains("7.31"));
    assertThat(Negotiation.negotiate(6, 99, 0, 0, WANTED))
        .isInstanceOf(Negotiation.Unsupported.class);
  }

  @Test
  void immutableVolumesKeepTheirPages() {
    Negotiated negotiated = agreed(45, 0, EVERYTHING, InitPreferences.immutable());
    assertThat(negotiated.has(InitFlags.EXPLICIT_INVAL_DATA)).isTrue();
    assertThat(negotiated.flags() & InitFlags.AUTO_INVAL_DATA).isZero();
  }

  @Test
  void negotiatedSurvivesAsBytes() {
    Negotiated negotiated = agreed(45, 128 * KIB, EVERYTHING, WANTED);
    assertThat(Negotiated.parse(negotiated.toBytes())).isEqualTo(negotiated);
  }

  @Test
  void foreignBytesAreRefused() {
    byte[] bytes = FakeNegotiated.BYTES.clone();
    assertThatThrownBy(() -> Negotiated.parse(new byte[0])).isInstanceOf(FuseException.class);
    assertThatThrownBy(() -> Negotiated.parse(Arrays.copyOf(bytes, bytes.length - 1)))
        .hasMessageContaining("39");
    bytes[7] = 2;
    assertThatThrownBy(() -> Negotiated.parse(bytes)).hasMessageContaining("version 2");
    bytes[0] = 0;
    assertThatThrownBy(() -> Negotiated.parse(bytes)).hasMessageContaining("INIT");
  }

  private static final class FakeNegotiated {
    static final byte[] BYTES = new Negotiated(45, 1, 2, 4096, 4, 5, 6).toBytes();
  }

  @Test
  void formOfTheBytesDoesNotChange() {
    assertThat(new Negotiated(0x2d, 0x8f47fb021L, 0x20000, 0x100000, 64, 48, 1).toBytes())
        .isEqualTo(
            org.efc.fuse.fixture.Bytes.of(
                """
                45464349 00000001 | magic, version
                0000002d 00000008f47fb021 00020000 00100000 00000040 00000030 00000001
                """));
  }

  @Test
  void preferencesNameFieldValueAndLimit() {
    assertThatThrownBy(() -> WANTED.withMaxWrite(4095))
        .hasMessage("maxWrite is 4095, outside 4096..16777216");
    assertThatThrownBy(() -> WANTED.withMaxWrite(4097)).hasMessageContaining("multiple of 4096");
    assertThatThrownBy(() -> WANTED.withFlags(InitFlags.WRITEBACK_CACHE))
        .hasMessageContaining("0x10000");
    assertThatThrownBy(() -> new InitPreferences(0, 4096, 0, 2, 3, 1))
        .hasMessageContaining("congestionThreshold is 3, outside 1..2");
    assertThatThrownBy(() -> new SessionOptions(WANTED, 65, 65)).hasMessageContaining("1..64");
    assertThatThrownBy(() -> new SessionOptions(WANTED, 4, 3)).hasMessageContaining("inFlight");
  }
}
