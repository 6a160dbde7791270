// SPDX-License-Identifier: Apache-2.0
package org.efc.client.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.BackendException;
import org.efc.backend.BlockingBackend;
import org.efc.backend.Caller;
import org.efc.backend.CreateMode;
import org.efc.backend.DirectoryPage;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.Entry;
import org.efc.backend.memory.MemoryBackend;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.junit.jupiter.api.Test;

class MountGroupBackendTest {
  private static final int GROUP = 4242;
  private static final Caller MEMBER = new Caller(1000, 1000, List.of(GROUP));
  private static final Caller STRANGER = new Caller(1001, 1001, List.of());

  private final MemoryBackend memory = new MemoryBackend();
  private final MountGroupBackend backend = new MountGroupBackend(memory, GROUP);
  private final BlockingBackend calls = new BlockingBackend(backend, Duration.ofSeconds(5));

  private Entry create(Caller caller, String name) {
    return calls.await(
        "create",
        completion ->
            backend.create(
                caller,
                backend.root(),
                Name.of(name),
                CreateMode.GUARDED,
                AttributeChange.ofMode(0640),
                completion));
  }

  @Test
  void showsTheGroupWithTheOwnersRights() {
    calls.<Attributes>await(
        "chmod",
        completion ->
            memory.setattr(Caller.ROOT, memory.root(), AttributeChange.ofMode(0700), completion));
    Attributes root =
        calls.<Attributes>await(
            "getattr", completion -> backend.getattr(Caller.ROOT, backend.root(), completion));
    assertThat(root.gid()).isEqualTo(GROUP);
    assertThat(root.mode()).isEqualTo(0770);
  }

  @Test
  void membersMakeWhatIsTheirsInDirectoriesOfTheOwner() {
    calls.<Attributes>await(
        "chmod",
        completion ->
            memory.setattr(Caller.ROOT, memory.root(), AttributeChange.ofMode(0700), completion));
    Entry made = create(MEMBER, "file");
    assertThat(made.attributes().uid()).isEqualTo(1000);
    assertThat(made.attributes().gid()).isEqualTo(GROUP);
    assertThat(made.attributes().mode()).isEqualTo(0660);
    DirectoryPage page =
        calls.<DirectoryPage>await(
            "readdir",
            completion ->
                backend.readdir(MEMBER, backend.root(), DirectoryPosition.START, 10, completion));
    assertThat(page.entries())
        .singleElement()
        .satisfies(
            one -> assertThat(one.entry().orElseThrow().attributes().gid()).isEqualTo(GROUP));
  }

  @Test
  void rightsThatAreOnlyShownAreNotStored() {
    Entry made = create(MEMBER, "file");
    for (int chosen : new int[] {04770, 0660, 0700}) {
      Attributes shown =
          calls.<Attributes>await(
              "chmod",
              completion ->
                  backend.setattr(
                      MEMBER, made.handle(), AttributeChange.ofMode(chosen), completion));
      assertThat(shown.mode()).isEqualTo(chosen | 0060 | (chosen & 0700) >> 3);
      Attributes stored =
          calls.<Attributes>await(
              "getattr", completion -> memory.getattr(Caller.ROOT, made.handle(), completion));
      assertThat(stored.mode() & 0020).as("write for the group, chosen %o", chosen).isZero();
    }
  }

  @Test
  void othersAreCheckedByTheStorage() {
    calls.<Attributes>await(
        "chmod",
        completion ->
            memory.setattr(Caller.ROOT, memory.root(), AttributeChange.ofMode(0755), completion));
    assertThatThrownBy(() -> create(STRANGER, "file"))
        .isInstanceOfSatisfying(
            BackendException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EACCES));
  }
}
