// SPDX-License-Identifier: Apache-2.0
package org.efc.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NameTest {
  @Test
  void bytesOfNoCharacterSetAreKept() {
    byte[] bytes = {(byte) 0xff, (byte) 0xfe, 'a'};
    Name name = Name.of(bytes);
    assertThat(name.toBytes()).isEqualTo(bytes);
    assertThat(name.length()).isEqualTo(3);
    assertThat(name.byteAt(1)).isEqualTo((byte) 0xfe);
    assertThat(name.isValid()).isTrue();
  }

  @Test
  void namesWithTheSameBytesAreEqual() {
    assertThat(Name.of("ä")).isEqualTo(Name.of(new byte[] {(byte) 0xc3, (byte) 0xa4}));
    assertThat(Name.of("ä").hashCode()).isEqualTo(Name.of("ä").hashCode());
    assertThat(Name.of("a")).isNotEqualTo(Name.of("b"));
  }

  @Test
  void changingTheSourceDoesNotChangeTheName() {
    byte[] bytes = {'a'};
    Name name = Name.of(bytes);
    bytes[0] = 'b';
    name.toBytes()[0] = 'c';
    assertThat(name).isEqualTo(Name.of("a"));
  }

  @Test
  void whatNoDirectoryEntryCanBeIsInvalid() {
    for (String invalid : new String[] {"", ".", "..", "a/b", "a\0b", "n".repeat(256)}) {
      assertThat(Name.of(invalid).isValid()).as(invalid).isFalse();
    }
    for (String valid : new String[] {"...", ".a", " ", "n".repeat(255), "ä".repeat(127)}) {
      assertThat(Name.of(valid).isValid()).as(valid).isTrue();
    }
  }
}
