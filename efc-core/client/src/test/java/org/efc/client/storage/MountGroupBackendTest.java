// SPDX-License-Identifier: Apache-2.0
package org.efc.client.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.BackendException;
import org.efc.backend.BlockingBackend;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.CreateMode;
import org.efc.backend.DirectoryPage;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.Entry;
import org.efc.backend.memory.MemoryBackend;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
                Change.REPEATABLE,
                completion));
  }

  @Test
  void showsTheGroupWithTheOwnersRights() {
    calls.<Attributes>await(
        "chmod",
        completion ->
            memory.setattr(
                Caller.ROOT,
                memory.root(),
                AttributeChange.ofMode(0700),
                Change.REPEATABLE,
                completion));
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
            memory.setattr(
                Caller.ROOT,
                memory.root(),
                AttributeChange.ofMode(0700),
                Change.REPEATABLE,
                completion));
    Entry made = create(MEMBER, "file");
    assertThat(made.attributes().uid()).isEqualTo(1000);
    assertThat(made.attributes().gid()).isEqualTo(GROUP);
    assertThat(made.attributes().mode()).isEqualTo(0640);
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

  private Attributes stored(Entry entry) {
    return calls.<Attributes>await(
        "getattr", completion -> memory.getattr(Caller.ROOT, entry.handle(), completion));
  }

  private Attributes shown(Entry entry) {
    return calls.<Attributes>await(
        "getattr", completion -> backend.getattr(MEMBER, entry.handle(), completion));
  }

  private Attributes chmod(Backend by, Caller caller, Entry entry, int mode) {
    return calls.<Attributes>await(
        "chmod",
        completion ->
            by.setattr(
                caller,
                entry.handle(),
                AttributeChange.ofMode(mode),
                Change.REPEATABLE,
                completion));
  }

  /** A file that the storage has in a group of its own. */
  private Entry foreign(int mode) {
    Entry made = create(MEMBER, "foreign");
    calls.<Attributes>await(
        "chown",
        completion ->
            memory.setattr(
                Caller.ROOT,
                made.handle(),
                AttributeChange.NONE.withOwner(OptionalInt.of(1000), OptionalInt.of(1000)),
                Change.REPEATABLE,
                completion));
    chmod(memory, Caller.ROOT, made, mode);
    return made;
  }

  @ParameterizedTest
  @ValueSource(ints = {04770, 0700, 0660, 0640, 0600, 0444, 0})
  void aMemberSeesTheModeThatItSet(int chosen) {
    Entry made = create(MEMBER, "file");
    assertThat(chmod(backend, MEMBER, made, chosen).mode()).isEqualTo(chosen);
    assertThat(stored(made).mode()).isEqualTo(chosen);
    assertThat(shown(made).mode()).isEqualTo(chosen);
  }

  @ParameterizedTest
  @ValueSource(ints = {04770, 0700, 0660, 0640, 0600, 0444, 0})
  void aModeThatIsSetOnAFileOfAnotherGroupIsSetAsIfTheFileWereTheGroups(int chosen) {
    Entry file = foreign(0600);
    assertThat(shown(file).mode()).isEqualTo(0660);
    assertThat(chmod(backend, MEMBER, file, chosen).mode()).isEqualTo(chosen);
    assertThat(stored(file).mode()).isEqualTo(chosen);
    assertThat(stored(file).gid()).isEqualTo(GROUP);
    assertThat(shown(file).mode()).isEqualTo(chosen);
  }

  @Test
  void aWriteToAProgramOfAnotherGroupTakesTheSetUserIdOnly() {
    Entry file = foreign(04700);
    assertThat(shown(file).mode()).isEqualTo(04770);
    assertThat(chmod(backend, MEMBER, file, 0770).mode()).isEqualTo(0770);
    assertThat(stored(file).mode()).isEqualTo(0700);
    assertThat(stored(file).gid()).isEqualTo(1000);
  }

  @Test
  void othersAreCheckedByTheStorage() {
    calls.<Attributes>await(
        "chmod",
        completion ->
            memory.setattr(
                Caller.ROOT,
                memory.root(),
                AttributeChange.ofMode(0755),
                Change.REPEATABLE,
                completion));
    assertThatThrownBy(() -> create(STRANGER, "file"))
        .isInstanceOfSatisfying(
            BackendException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EACCES));
  }
}
