// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.efc.sanity.node.MountTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what: users, groups, modes, owners, times, as on a native file system. */
@ParameterizedClass
@EnumSource(StorageKind.class)
class UsersIT {
  private static final Script SCRIPT = new Script("users.py");

  private static HandMount mount;

  UsersIT(StorageKind kind) {
    assertThat(kind).isNotNull(); // it says which storage is mounted: see below
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
  @ValueSource(
      strings = {
        "creation",
        "groups",
        "denials",
        "set_group_id_directories",
        "privileges",
        "modes_and_owners",
        "sticky",
        "times",
        "open_files"
      })
  void usersMayDoWhatTheyMayNatively(String subject) {
    assertThat(SCRIPT.sees(mount.directory(), subject)).isEqualTo(SCRIPT.seesNatively(subject));
  }

  @Test
  void noMountTrustsTheServersSetuidProgramsAndDevices() {
    Stream<List<String>> options =
        MountTable.read().under(mount.node().directory()).stream()
            .map(entry -> List.copyOf(entry.options()));
    assertThat(options)
        .hasSizeGreaterThan(1)
        .allMatch(o -> o.containsAll(List.of("nosuid", "nodev")));
  }
}
