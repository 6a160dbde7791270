// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetPathTest {
  @ParameterizedTest
  @CsvSource({"/a/b,/a/b", "//a///b/,/a/b", "/a/./b/.,/a/b", "/a..b,/a..b", "/a b,/a b"})
  void isNormalised(String text, String path) {
    assertThat(TargetPath.parse(text).path()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "a/b", "/", "/./", "/a/../b", "/..", "/a\nb", "/a\0b", "/a\u007f"})
  void badOnesAreRefused(String text) {
    assertThatThrownBy(() -> TargetPath.parse(text))
        .isInstanceOfSatisfying(
            MountException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID))
        .hasMessageContaining("target path");
  }

  @Test
  void tooLongOneIsRefusedByItsBytes() {
    assertThat(TargetPath.parse("/" + "a".repeat(4095)).path()).hasSize(4096);
    assertThatThrownBy(() -> TargetPath.parse("/" + "é".repeat(2048)))
        .hasMessageContaining("4096 bytes");
  }

  @Test
  void knowsParentAndName() {
    assertThat(TargetPath.parse("/a/b/c").parent()).isEqualTo("/a/b");
    assertThat(TargetPath.parse("/a").parent()).isEqualTo("/");
    assertThat(TargetPath.parse("/a/b/c").name()).isEqualTo("c");
  }
}
