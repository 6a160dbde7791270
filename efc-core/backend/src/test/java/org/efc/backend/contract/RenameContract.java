// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.efc.backend.contract.ContractFixture.errnoOf;

import org.efc.backend.Attributes;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.common.Errno;
import org.junit.jupiter.api.Test;

/** Renaming as rename(2) does: RFC 1813 3.3.14. */
public interface RenameContract extends ContractFixture {

  @Test
  default void aRenamedFileKeepsItsHandleAndData() {
    Handle file = root().create(dir(), "old").handle();
    root().write(file, 0, new byte[] {1, 2});
    root().rename(dir(), "old", dir(), "new");
    assertThat(root().names(dir())).containsExactly("new");
    assertThat(root().lookup(dir(), "new").handle()).isEqualTo(file);
    assertThat(root().read(file, 0, 9)).containsExactly(1, 2);
  }

  @Test
  default void aFileMovesBetweenDirectories() {
    Handle from = root().mkdir(dir(), "from").handle();
    Handle to = root().mkdir(dir(), "to").handle();
    Handle file = root().create(from, "file").handle();
    root().rename(from, "file", to, "file");
    assertThat(root().names(from)).isEmpty();
    assertThat(root().lookup(to, "file").handle()).isEqualTo(file);
  }

  @Test
  default void aDirectoryMovesWithWhatItHolds() {
    Handle from = root().mkdir(dir(), "from").handle();
    Handle to = root().mkdir(dir(), "to").handle();
    Handle sub = root().mkdir(from, "sub").handle();
    root().create(sub, "file");
    root().rename(from, "sub", to, "moved");
    assertThat(root().names(from)).isEmpty();
    assertThat(root().names(root().lookup(to, "moved").handle())).containsExactly("file");
    assertThat(root().lookup(sub, "..").handle()).isEqualTo(to);
  }

  @Test
  default void renameReplacesAFile() {
    Handle file = root().create(dir(), "new version").handle();
    Handle replaced = root().create(dir(), "target").handle();
    root().link(replaced, dir(), "other name");
    root().rename(dir(), "new version", dir(), "target");
    assertThat(root().lookup(dir(), "target").handle()).isEqualTo(file);
    assertThat(root().getattr(replaced).links()).isEqualTo(1);
    assertThat(root().names(dir())).containsExactlyInAnyOrder("target", "other name");
  }

  @Test
  default void theHandleOfAReplacedFileIsStale() {
    needs(Ability.STALE_AT_ONCE);
    root().create(dir(), "new version");
    Handle replaced = root().create(dir(), "target").handle();
    root().write(replaced, 0, new byte[] {1});
    root().rename(dir(), "new version", dir(), "target");
    assertThat(errnoOf(() -> root().getattr(replaced))).isEqualTo(Errno.ESTALE);
  }

  @Test
  default void renameReplacesAnEmptyDirectory() {
    Handle sub = root().mkdir(dir(), "sub").handle();
    root().mkdir(dir(), "empty");
    root().rename(dir(), "sub", dir(), "empty");
    assertThat(root().lookup(dir(), "empty").handle()).isEqualTo(sub);
    assertThat(root().names(dir())).containsExactly("empty");
  }

  @Test
  default void aDirectoryThatHoldsSomethingIsNotReplaced() {
    root().mkdir(dir(), "sub");
    Handle full = root().mkdir(dir(), "full").handle();
    root().create(full, "file");
    assertThat(errnoOf(() -> root().rename(dir(), "sub", dir(), "full")))
        .isIn(Errno.ENOTEMPTY, Errno.EEXIST);
    assertThat(root().names(full)).containsExactly("file");
  }

  @Test
  default void aFileIsNotReplacedByADirectory() {
    root().mkdir(dir(), "sub");
    root().create(dir(), "file");
    assertThat(errnoOf(() -> root().rename(dir(), "sub", dir(), "file")))
        .isIn(Errno.ENOTDIR, Errno.EEXIST);
  }

  @Test
  default void aDirectoryIsNotReplacedByAFile() {
    root().mkdir(dir(), "sub");
    root().create(dir(), "file");
    assertThat(errnoOf(() -> root().rename(dir(), "file", dir(), "sub")))
        .isIn(Errno.EISDIR, Errno.EEXIST);
  }

  @Test
  default void aDirectoryDoesNotMoveIntoItself() {
    Handle sub = root().mkdir(dir(), "sub").handle();
    Handle below = root().mkdir(sub, "below").handle();
    assertThat(errnoOf(() -> root().rename(dir(), "sub", sub, "x"))).isEqualTo(Errno.EINVAL);
    assertThat(errnoOf(() -> root().rename(dir(), "sub", below, "x"))).isEqualTo(Errno.EINVAL);
    assertThat(root().lookup(dir(), "sub").handle()).isEqualTo(sub);
  }

  @Test
  default void renameToTheSameNameChangesNothing() {
    Handle file = root().create(dir(), "file").handle();
    root().rename(dir(), "file", dir(), "file");
    assertThat(root().lookup(dir(), "file").handle()).isEqualTo(file);
    Handle sub = root().mkdir(dir(), "sub").handle();
    root().rename(dir(), "sub", dir(), "sub");
    assertThat(root().lookup(dir(), "sub").handle()).isEqualTo(sub);
  }

  @Test
  default void renameOfOneNameOverAnotherOfTheSameFileKeepsBoth() {
    Handle file = root().create(dir(), "one").handle();
    root().link(file, dir(), "two");
    root().rename(dir(), "one", dir(), "two");
    assertThat(root().names(dir())).containsExactlyInAnyOrder("one", "two");
    assertThat(root().getattr(file).links()).isEqualTo(2);
  }

  @Test
  default void renameOfWhatIsNotThereIsENOENT() {
    root().create(dir(), "kept");
    assertThat(errnoOf(() -> root().rename(dir(), "nothing", dir(), "kept")))
        .isEqualTo(Errno.ENOENT);
    assertThat(root().names(dir())).containsExactly("kept");
  }

  @Test
  default void renameIntoAFileIsENOTDIR() {
    Entry file = root().create(dir(), "file");
    root().create(dir(), "other");
    assertThat(errnoOf(() -> root().rename(dir(), "other", file.handle(), "x")))
        .isEqualTo(Errno.ENOTDIR);
  }

  @Test
  default void renameChangesBothDirectoriesTimes() {
    Handle from = root().mkdir(dir(), "from").handle();
    Handle to = root().mkdir(dir(), "to").handle();
    root().create(from, "file");
    Attributes fromBefore = root().getattr(from);
    Attributes toBefore = root().getattr(to);
    root().rename(from, "file", to, "file");
    assertThat(root().getattr(from).sameVersion(fromBefore)).isFalse();
    assertThat(root().getattr(to).sameVersion(toBefore)).isFalse();
  }
}
