// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.efc.sanity.node.Processes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, paths, offsets, files and directories at their limits, as on a native file system. */
@ParameterizedClass
@EnumSource(StorageKind.class)
class NamesAndSizesIT {
  private static final Script SCRIPT = new Script("names.py");
  private static final int MANY = 20_000;
  private static final int A_MILLION = 1_000_000;

  private static HandMount mount;

  private final StorageKind kind;

  NamesAndSizesIT(StorageKind kind) {
    this.kind = kind;
  }

  @BeforeParameterizedClassInvocation
  static void mount(StorageKind kind) {
    mount = HandMount.of(kind);
  }

  @AfterParameterizedClassInvocation
  static void umount() {
    try (HandMount ending = mount) {
      ending.assertUnmounts();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"long_names", "odd_names", "long_paths", "offsets", "sparse"})
  void limitsAreTheNativeOnes(String subject) {
    assertThat(SCRIPT.sees(mount.directory(), subject)).isEqualTo(SCRIPT.seesNatively(subject));
  }

  /** NFSv3 can't ask for holes: all is data up to the end, as lseek(2) allows. */
  @Test
  void aFileIsAllDataToSeekData() {
    assertThat(SCRIPT.sees(mount.directory(), "holes"))
        .containsExactly(
            "data from 0: 0", "hole from 0: " + (64 << 20), "hole from the data: " + (64 << 20));
  }

  @Test
  void aDirectoryOfTwentyThousandNamesIsListedSoon() throws IOException {
    List<String> listed = list("many", MANY, Duration.ofMinutes(1));
    assertThat(listed.getLast()).isEqualTo("entries: " + MANY);
    assertThat(milliseconds(listed.getFirst())).as("time to the first").isLessThan(2_000);
  }

  @Test
  @Timeout(value = 35, unit = TimeUnit.MINUTES)
  void aDirectoryOfAMillionNamesTakesBoundedMemory() throws IOException {
    Requirements.deep();
    long before = Processes.pssKib(mount.client().pid()).orElseThrow();
    List<String> listed = list("million", A_MILLION, Duration.ofMinutes(15));
    long after = Processes.pssKib(mount.client().pid()).orElseThrow();
    System.out.printf(
        "%s: 1 000 000 names: %s; client PSS %d KiB before, %d KiB after%n",
        kind, String.join(", ", listed), before, after);
    assertThat(listed.getLast()).isEqualTo("entries: " + A_MILLION);
    assertThat(milliseconds(listed.getFirst())).as("time to the first").isLessThan(10_000);
    assertThat(after - before).as("growth of the client in KiB").isLessThan(100 << 10);
  }

  /** Names made on the server's side, listed through the mount. */
  private static List<String> list(String name, int count, Duration limit) throws IOException {
    Path directory = Files.createDirectory(mount.storage().directory().resolve(name));
    Program.of(SCRIPT.command(directory, "fill", Integer.toString(count))).limit(limit).output();
    return SCRIPT.sees(limit, mount.directory().resolve(name).resolve("fill"), "listing");
  }

  private static long milliseconds(String line) {
    return Long.parseLong(line.replaceAll("\\D", ""));
  }
}
