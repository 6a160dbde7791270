// SPDX-License-Identifier: Apache-2.0
package org.efc.client.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.efc.common.linux.Libc;
import org.efc.common.linux.Syscall;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class IoFlusherTest {
  private static final int CAP_SYS_RESOURCE = 24;
  private static final int PR_GET_IO_FLUSHER = 58;

  private static boolean hasCapSysResource() throws IOException {
    String effective =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("CapEff:"))
            .findFirst()
            .orElseThrow()
            .replaceAll(".*\\s", "");
    return (Long.parseUnsignedLong(effective, 16) >>> CAP_SYS_RESOURCE & 1) != 0;
  }

  private static boolean isOne() {
    return Libc.current().call(Syscall.PRCTL, PR_GET_IO_FLUSHER, 0, 0) == 1;
  }

  @Test
  void aThreadThatBecomesOneHandsItDownToThoseItStarts() throws IOException {
    Assumptions.assumeTrue(hasCapSysResource(), "needs CAP_SYS_RESOURCE");
    CompletableFuture<Boolean> before = new CompletableFuture<>();
    CompletableFuture<Boolean> started = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              before.complete(isOne());
              IoFlusher.become();
              Thread.ofPlatform().start(() -> started.complete(isOne()));
            });
    assertThat(before.join()).isFalse();
    assertThat(started.join()).isTrue();
  }
}
