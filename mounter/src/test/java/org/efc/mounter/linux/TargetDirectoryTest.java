// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.efc.mounter.linux.TargetDirectory.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetDirectoryTest {
  @TempDir Path temp;

  @Test
  void seesWhatIsThere() throws IOException {
    Files.createDirectory(temp.resolve("empty"));
    Files.createDirectories(temp.resolve("full/x"));
    Files.createFile(temp.resolve("file"));
    Files.createSymbolicLink(temp.resolve("link"), temp.resolve("empty"));
    assertThat(kind("absent")).isEqualTo(Kind.ABSENT);
    assertThat(kind("empty")).isEqualTo(Kind.EMPTY_DIRECTORY);
    assertThat(kind("full")).isEqualTo(Kind.FULL_DIRECTORY);
    assertThat(kind("file")).isEqualTo(Kind.FILE);
    assertThat(kind("link")).isEqualTo(Kind.SYMBOLIC_LINK);
  }

  @Test
  void removesNothingButAnEmptyDirectory() throws IOException {
    Files.createDirectory(temp.resolve("empty"));
    Files.createDirectories(temp.resolve("full/x"));
    Files.createFile(temp.resolve("file"));
    Files.createSymbolicLink(temp.resolve("link"), temp.resolve("empty"));
    assertThat(remove("full")).isEqualTo(Kind.FULL_DIRECTORY);
    assertThat(remove("file")).isEqualTo(Kind.FILE);
    assertThat(remove("link")).isEqualTo(Kind.SYMBOLIC_LINK);
    assertThat(remove("empty")).isEqualTo(Kind.ABSENT);
    assertThat(remove("absent")).isEqualTo(Kind.ABSENT);
    assertThat(temp.resolve("full/x")).exists();
    assertThat(temp.resolve("file")).exists();
    assertThat(temp.resolve("empty")).doesNotExist();
  }

  @Test
  void makesADirectoryForUsAndOurGroupOnly() throws IOException {
    try (TargetDirectory target = open("new")) {
      target.make();
    }
    assertThat(Files.getPosixFilePermissions(temp.resolve("new")))
        .hasToString("[OWNER_READ, OWNER_WRITE, OWNER_EXECUTE, GROUP_READ, GROUP_EXECUTE]");
  }

  @Test
  void parentMayBeReachedThroughALinkAndThePathHasNone() throws IOException {
    Files.createDirectory(temp.resolve("real"));
    Files.createSymbolicLink(temp.resolve("alias"), temp.resolve("real"));
    try (TargetDirectory target =
        TargetDirectory.open(TargetPath.parse(temp + "/alias/t")).orElseThrow()) {
      assertThat(target.path()).isEqualTo(temp.toRealPath() + "/real/t");
    }
  }

  @Test
  void missingParentIsNoError() {
    assertThat(TargetDirectory.open(TargetPath.parse(temp + "/no/t"))).isEmpty();
  }

  private TargetDirectory open(String name) {
    return TargetDirectory.open(TargetPath.parse(temp + "/" + name)).orElseThrow();
  }

  private Kind kind(String name) {
    try (TargetDirectory target = open(name)) {
      return target.kind();
    }
  }

  private Kind remove(String name) {
    try (TargetDirectory target = open(name)) {
      return target.remove();
    }
  }
}
