// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding and making groups, in directories that look like the kernel's. */
class MemoryCgroupTest {
  private static final long PID = 77;

  @TempDir private Path root;

  private Optional<MemoryCgroup> find(String... membership) throws IOException {
    Path file = root.resolve("membership");
    Files.write(file, java.util.List.of(membership));
    return MemoryCgroup.of(PID, file, root);
  }

  private Path v1(String path) throws IOException {
    Path directory = Files.createDirectories(root.resolve("memory").resolve(path));
    Files.writeString(
        directory.resolve("memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n");
    Files.writeString(directory.resolve("cgroup.procs"), "5\n77\n");
    return directory;
  }

  private Path v2(String path) throws IOException {
    Path directory = Files.createDirectories(root.resolve(path));
    Files.writeString(directory.resolve("cgroup.controllers"), "cpu memory pids\n");
    Files.writeString(directory.resolve("cgroup.subtree_control"), "\n");
    Files.writeString(directory.resolve("cgroup.procs"), "77\n");
    Files.writeString(directory.resolve("memory.events"), "low 0\noom 2\noom_kill 2\n");
    return directory;
  }

  @Test
  void theOneOfVersion1IsByItsController() throws IOException {
    Path directory = v1("pods/a");
    MemoryCgroup group = find("7:cpu,cpuacct:/x", "4:memory:/pods/a", "0::/").orElseThrow();
    assertThat(group).isEqualTo(new MemoryCgroup(directory, false));
    assertThat(group.oomKills()).isEqualTo(3);
    assertThat(group.parentOfOthers(PID)).isEqualTo(group);
  }

  @Test
  void groupsBelowAreFoundByTheirNames() throws IOException {
    v1("pods/a");
    MemoryCgroup group = find("4:memory:/pods/a").orElseThrow();
    MemoryCgroup busy = group.child("mine-1");
    Files.createDirectory(busy.directory().resolve("not-empty"));
    MemoryCgroup empty = group.child("mine-2");
    group.child("other");
    assertThat(group.children("mine-")).containsExactlyInAnyOrder(busy, empty);
    group.children("mine-").forEach(MemoryCgroup::removeIfEmpty);
    assertThat(group.children("mine-")).containsExactly(busy);
  }

  @Test
  void aContainerSeesItsOwnAsTheRoot() throws IOException {
    Path directory = v1("");
    assertThat(find("4:memory:/kubepods/pod1/c")).contains(new MemoryCgroup(directory, false));
  }

  @Test
  void oneOfWhichTheProcessIsNoMemberIsNotIt() throws IOException {
    Files.writeString(v1("pods/a").resolve("cgroup.procs"), "770\n");
    assertThat(find("4:memory:/pods/a")).isEmpty();
  }

  @Test
  void withoutAControllerThereIsNone() throws IOException {
    Files.writeString(v2("a").resolve("cgroup.controllers"), "hugetlb\n");
    assertThat(find("0::/a")).isEmpty();
    assertThat(find("nonsense", "0::relative")).isEmpty();
  }

  @Test
  void whatBelongsToOthersIsNotDivided() throws IOException {
    Path shared = v2("login");
    Files.writeString(shared.resolve("cgroup.procs"), "77\n78\n");
    MemoryCgroup group = find("0::/login").orElseThrow();
    assertThatThrownBy(() -> group.parentOfOthers(PID)).hasMessageContaining("not ours to divide");
    assertThat(shared.resolve("efc-sessmgr")).doesNotExist();
    v2("slice");
    v2("slice/efc.service");
    MemoryCgroup service = find("0::/slice/efc.service").orElseThrow();
    assertThatThrownBy(() -> service.parentOfOthers(PID))
        .hasMessageContaining("not ours to divide");
  }

  @Test
  void inVersion2AContainersProcessMakesRoomForGroupsBelow() throws IOException {
    Path directory = v2("efc.service");
    MemoryCgroup group = find("0::/efc.service").orElseThrow();
    assertThat(group.oomKills()).isEqualTo(2);
    assertThat(group.parentOfOthers(PID)).isEqualTo(group);
    assertThat(directory.resolve("efc-sessmgr/cgroup.procs")).hasContent("77");
    assertThat(directory.resolve("cgroup.subtree_control")).hasContent("+memory");
  }

  @Test
  void theNextOneFindsThatRoomWasMade() throws IOException {
    Path directory = v2("efc.service");
    v2("efc.service/efc-sessmgr");
    MemoryCgroup group = find("0::/efc.service/efc-sessmgr").orElseThrow();
    assertThat(group.parentOfOthers(PID).directory()).isEqualTo(directory);
  }

  @Test
  void whatIsDelegatedAlreadyIsUsedAsItIs() throws IOException {
    Files.writeString(v2("a").resolve("cgroup.subtree_control"), "cpu memory\n");
    find("0::/a").orElseThrow().parentOfOthers(PID);
    assertThat(root.resolve("a/efc-sessmgr")).doesNotExist();
  }
}
