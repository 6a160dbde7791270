// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerSideTest {
  private static final String FILE = "file d/f 640 1 9 3421780262"; // CRC-32 of "123456789"

  @TempDir private Path directory;

  @BeforeEach
  void make() throws IOException {
    Path made = Files.createDirectory(directory.resolve("d"));
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-x---"));
    Path file = Files.writeString(made.resolve("f"), "123456789");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
  }

  @Test
  void nothingDiffers() {
    assertThat(ServerSide.differences(directory, List.of("directory d 750", FILE))).isEmpty();
  }

  @Test
  void whatIsMissingWrongOrTooMuchDiffers() throws IOException {
    assertThat(ServerSide.differences(directory, List.of("directory d 750"))).hasSize(1);
    assertThat(
            ServerSide.differences(directory, List.of("directory d 750", FILE, "file g 640 1 0 0")))
        .hasSize(1);
    Files.writeString(directory.resolve("d/f"), "123456780");
    assertThat(ServerSide.differences(directory, List.of("directory d 750", FILE))).hasSize(2);
  }
}
