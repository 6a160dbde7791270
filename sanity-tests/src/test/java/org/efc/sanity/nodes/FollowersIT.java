// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.efc.sanity.Program;
import org.efc.sanity.Requirements;
import org.efc.sanity.StorageKind;
import org.efc.sanity.storage.Storage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One node appends, and processes on another node follow: no read has a byte that was never written
 * at its place. Ten million reads a case with --deep.
 */
class FollowersIT {
  private static final Duration LATE = Duration.ofMillis(4);
  private static final Duration LIMIT = Duration.ofMinutes(40);

  @BeforeAll
  static void requirements() {
    Requirements.mounting();
    Requirements.program("gcc");
  }

  @ParameterizedTest
  @CsvSource({
    "FILE, false, 3s",
    "FILE, false, 0s",
    "NFS, false, 3s",
    "NFS, true, 3s",
    "NFS, true, 0s"
  })
  void noReadHasBytesThatNobodyWrote(StorageKind kind, boolean late, String attributes) {
    Storage opened = kind.open();
    Storage storage = late ? LateStorage.before(opened, LATE) : opened;
    try (TwoNodes nodes = TwoNodes.mounting(storage, List.of("--option=attr-ttl=" + attributes))) {
      Path program = ClientProcess.compile("followers", nodes.directory());
      boolean deep = Boolean.getBoolean("efc.deep");
      Program.Outcome result =
          Program.of(
                  program.toString(),
                  nodes.mount(0).toString(),
                  nodes.mount(1).toString(),
                  deep ? "2000" : "4",
                  deep ? "10000000" : "0")
              .limit(LIMIT)
              .run();
      System.out.printf(
          "followers: %s, attr-ttl=%s: %s%n", storage.name(), attributes, result.out().strip());
      assertThat(result.out())
          .as(result.err())
          .contains(" 0 with zeros, 0 with other wrong bytes,")
          .doesNotStartWith("0 reads")
          .doesNotContain(" 0 ends seen");
      nodes.assertNothingLeft();
    }
  }

  /** The followers are not blind: they find a size that comes before its bytes. */
  @Test
  void aFileThatGrowsBeforeItIsWrittenIsFound(@TempDir Path directory) {
    Path program = ClientProcess.compile("followers", directory);
    String place = directory.toString();
    Program.Outcome result =
        Program.of(program.toString(), place, place, "2", "0", "ahead").limit(LIMIT).run();
    assertThat(result.status()).as(result.out()).isEqualTo(1);
    assertThat(result.out()).doesNotContain(" 0 with zeros");
  }
}
