// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PercentEncodingTest {

  @Test
  void everythingComesBack() {
    StringBuilder text = new StringBuilder();
    for (int c = 1; c < 0x500; c++) {
      text.appendCodePoint(c);
    }
    String all = text.appendCodePoint(0x1f600).toString();
    assertThat(PercentEncoding.decode("text", PercentEncoding.encode(all))).isEqualTo(all);
  }

  @Test
  void whatHasAMeaningIsEncoded() {
    assertThat(PercentEncoding.encode("a ?#&=%[]\"")).isEqualTo("a%20%3F%23%26%3D%25%5B%5D%22");
  }

  @Test
  void plusIsNoSpace() {
    assertThat(PercentEncoding.decode("text", "a+b")).isEqualTo("a+b");
  }
}
