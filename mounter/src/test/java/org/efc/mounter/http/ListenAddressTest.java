// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.efc.common.CommandLine.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:9808, 127.0.0.1, 9808, 127.0.0.1:9808",
    "node-1:0, node-1, 0, node-1:0",
    "[::1]:80, ::1, 80, [::1]:80",
    "fd00::7:80, fd00::7, 80, [fd00::7]:80",
    "0.0.0.0:65535, 0.0.0.0, 65535, 0.0.0.0:65535"
  })
  void hostAndPort(String text, String host, int port, String shown) {
    ListenAddress address = ListenAddress.parse("x", text).orElseThrow();
    assertThat(address).isEqualTo(new ListenAddress(host, port));
    assertThat(address).hasToString(shown);
  }

  @Test
  void emptyIsNowhere() {
    assertThat(ListenAddress.parse("x", "")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"9808", ":9808", "host", "host:", "host:65536", "host:-1", "h:80x", "[]:1"})
  void whatIsNoAddressIsNamed(String text) {
    assertThatThrownBy(() -> ListenAddress.parse("health-address", text))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("option --health-address is " + text)
        .hasMessageContaining("127.0.0.1:9808");
  }
}
