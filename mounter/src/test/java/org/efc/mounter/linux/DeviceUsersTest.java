// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that have a device open. */
@Timeout(300)
class DeviceUsersTest {
  private static final String LOCK = "client.lock";

  /** One look in three meets a descriptor that is gone; on a busy machine a look takes long. */
  private static final int LEAST_LOOKS = 25;

  private static final int LOOKS = 300;
  private static final long SOME_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Opens and closes a descriptor all the time, as a client of files does. */
  private static final String BUSY =
      "exec 3<>/dev/fuse 4>\"$0\"; echo ready; while :; do : 5</dev/null; done";

  private static final String WITHOUT_DEVICE = "exec 4>\"$0\"; echo ready; sleep 60";

  @TempDir Path temp;
  private Path volume;

  @BeforeEach
  void prepare() throws IOException {
    RealMounts.assumePossible();
    temp = temp.toRealPath();
    volume = Files.createDirectory(temp.resolve("volume"));
  }

  private Process start(String script) throws IOException {
    Process process =
        new ProcessBuilder(List.of("bash", "-c", script, volume.resolve(LOCK).toString())).start();
    assertThat(process.inputReader().readLine()).isEqualTo("ready");
    return process;
  }

  @Test
  void busyClientIsFoundAtEachLook() throws IOException {
    Process client = start(BUSY);
    try {
      long begin = System.nanoTime();
      for (int i = 0; i < LOOKS; i++) {
        if (i >= LEAST_LOOKS && System.nanoTime() - begin > SOME_NANOS) {
          break;
        }
        assertThat(DeviceUsers.find(temp, LOCK))
            .as("look %d", i)
            .hasEntrySatisfying("volume", found -> assertThat(found.pid()).isEqualTo(client.pid()));
      }
    } finally {
      client.destroyForcibly();
    }
  }

  @Test
  void whoHasNoDeviceServesNothing() throws IOException {
    Process other = start(WITHOUT_DEVICE);
    try {
      assertThat(DeviceUsers.find(temp, LOCK)).isEmpty();
    } finally {
      other.descendants().forEach(ProcessHandle::destroyForcibly);
      other.destroyForcibly();
    }
  }
}
