// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileHandlesTest {
  private final FileHandles<String> files = new FileHandles<>(3);

  @Test
  void findsWhatIsOpen() {
    long a = files.open("a");
    long b = files.open("b");
    assertThat(a).isNotEqualTo(b).isNotZero();
    assertThat(files.find(a)).contains("a");
    assertThat(files.close(a)).contains("a");
    assertThat(files.find(a)).isEmpty();
    assertThat(files.close(a)).isEmpty();
    assertThat(files.find(b)).contains("b");
    assertThat(files.size()).isEqualTo(1);
  }

  @Test
  void numbersAreUsedAgain() {
    long first = files.open("a");
    files.close(first);
    assertThat(files.open("b")).isEqualTo(first);
  }

  @Test
  void numbersOfAPredecessorNameNothing() {
    long theirs = new FileHandles<String>(2).open("theirs");
    files.open("ours");
    assertThat(files.find(theirs)).isEmpty();
    assertThat(files.close(theirs)).isEmpty();
    assertThat(files.find(0)).isEmpty();
    assertThat(files.find(-1)).isEmpty();
    assertThat(files.find(3L << 32 | 0x8000_0000L)).isEmpty();
  }
}
