// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.efc.fuse.fixture.FakeSession;
import org.efc.fuse.op.Read;
import org.junit.jupiter.api.Test;

/** What a session that has ended leaves of memory to a process that lives on. */
class ReleasedMemoryTest {
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final String READ =
      """
      50000000 0f000000 0200000000000000 0100000000000000 00000000 00000000 01000000 00000000
      0000000000000000 0000000000000000 00100000 00000000 0000000000000000 00000000 00000000
      """;

  private static final class Held extends UnsupportedFileSystem {
    final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

    @Override
    public void read(Request request, Read op) {
      requests.add(request);
    }
  }

  private final Held fileSystem = new Held();

  @Test
  void isNoneOfItsRequestsOnceTheyAreAnswered() throws Exception {
    try (FakeSession session = new FakeSession(fileSystem)) {
      session.kernel().send(READ);
      Request request = fileSystem.requests.poll(10, TimeUnit.SECONDS);
      assertThat(request).isNotNull();
      long address = request.payloadAddress();
      assertThat(session.session().stop(Duration.ofMillis(50))).as("all answered").isFalse();
      session.session().releaseMemory();
      assertThat(isMapped(address)).as("while one is under way").isTrue();
      assertThat(request.pending().data(0)).isTrue();
      assertThat(session.session().stop(Duration.ofSeconds(10))).isTrue();
      session.session().releaseMemory();
      assertThat(isMapped(address)).isFalse();
    }
  }

  private static boolean isMapped(long address) throws IOException {
    try (Stream<String> lines = Files.lines(MAPS)) {
      return lines.anyMatch(
          line -> {
            String[] range = line.substring(0, line.indexOf(' ')).split("-");
            return Long.compareUnsigned(Long.parseUnsignedLong(range[0], 16), address) <= 0
                && Long.compareUnsigned(address, Long.parseUnsignedLong(range[1], 16)) < 0;
          });
    }
  }
}
