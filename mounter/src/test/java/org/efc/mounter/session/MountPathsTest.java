// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.efc.mounter.MountException;
import org.efc.mounter.MountSpec;
import org.efc.mounter.state.VolumeDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountPathsTest {
  @TempDir Path temp;
  private MountPaths paths;

  @BeforeEach
  void below() {
    paths = new MountPaths(temp);
  }

  private static MountSpec spec(Map<String, String> options) {
    return new MountSpec("v", "nfs://h/e", false, options);
  }

  private Path named(String namespace, String name) {
    return paths.of(
        spec(Map.of(MountPaths.NAMESPACE_OPTION, namespace, MountPaths.NAME_OPTION, name)));
  }

  @Test
  void aVolumeWithoutARuntimeIsNamedByItsHash() {
    Path byHash = temp.resolve("efc").resolve(VolumeDirectory.hash("v")).resolve("efc-fuse");
    assertThat(paths.of(spec(Map.of()))).isEqualTo(byHash);
    assertThat(paths.of(spec(Map.of(MountPaths.NAME_OPTION, "only-one")))).isEqualTo(byHash);
  }

  @Test
  void aVolumeOfARuntimeIsNamedByIt() {
    assertThat(named("team", "data")).isEqualTo(temp.resolve("efc/team/data/efc-fuse"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a..b", "../x", "a/b", "A", "-a", "a-", "a\n", "a b"})
  void aNameThatWouldLeaveTheMountRootIsRefused(String name) {
    assertThatThrownBy(() -> named("team", name))
        .isInstanceOf(MountException.class)
        .hasMessageContaining(MountPaths.NAME_OPTION);
    assertThatThrownBy(() -> named(name, "data"))
        .isInstanceOf(MountException.class)
        .hasMessageContaining(MountPaths.NAMESPACE_OPTION);
  }

  @Test
  void nobodyHasARightToAnUnmountedVolume() throws IOException {
    Path path = named("team", "data");
    paths.make(path);
    paths.make(path);
    assertThat(Files.getPosixFilePermissions(path)).isEmpty();
  }

  @Test
  void parentsGoWithTheLastVolumeInThem() {
    Path first = named("team", "first");
    Path second = named("team", "second");
    paths.make(first);
    paths.make(second);
    paths.remove(first);
    assertThat(second).exists();
    assertThat(first.getParent()).doesNotExist();
    paths.remove(second);
    assertThat(temp.resolve("efc")).isEmptyDirectory();
    paths.remove(second);
  }

  @Test
  void aRemovalThatWasCutIsFinishedByTheNext() throws IOException {
    Path path = named("team", "data");
    paths.make(path);
    Files.delete(path);
    paths.remove(path);
    assertThat(temp.resolve("efc")).isEmptyDirectory();
  }
}
