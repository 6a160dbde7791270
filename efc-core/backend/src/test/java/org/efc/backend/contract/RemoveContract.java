// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.efc.backend.contract.ContractFixture.errnoOf;

import org.efc.backend.Attributes;
import org.efc.backend.DeviceNumber;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.common.Errno;
import org.junit.jupiter.api.Test;

/** Removing names and giving more: RFC 1813 3.3.12, 3.3.13 and 3.3.15. */
public interface RemoveContract extends ContractFixture {

  @Test
  default void aRemovedNameIsGone() {
    root().create(dir(), "file");
    root().remove(dir(), "file");
    assertThat(errnoOf(() -> root().lookup(dir(), "file"))).isEqualTo(Errno.ENOENT);
    assertThat(root().names(dir())).isEmpty();
    assertThat(errnoOf(() -> root().remove(dir(), "file"))).isEqualTo(Errno.ENOENT);
  }

  @Test
  default void theHandleOfARemovedFileIsStale() {
    needs(Ability.STALE_AT_ONCE);
    Handle file = root().create(dir(), "file").handle();
    root().write(file, 0, new byte[] {1});
    root().remove(dir(), "file");
    assertThat(errnoOf(() -> root().getattr(file))).isEqualTo(Errno.ESTALE);
    assertThat(errnoOf(() -> root().read(file, 0, 1))).isEqualTo(Errno.ESTALE);
  }

  @Test
  default void aHandleIsNotUsedAgainForAnotherFile() {
    Handle first = root().create(dir(), "file").handle();
    root().remove(dir(), "file");
    for (int i = 0; i < 20; i++) {
      assertThat(root().create(dir(), "file").handle()).isNotEqualTo(first);
      root().remove(dir(), "file");
    }
  }

  @Test
  default void symbolicLinksAndFifosAreRemovedThemselves() {
    Handle file = root().create(dir(), "file").handle();
    root().symlink(dir(), "link", new byte[] {'f', 'i', 'l', 'e'});
    root().mknod(dir(), "fifo", FileType.FIFO, DeviceNumber.NONE);
    root().remove(dir(), "link");
    root().remove(dir(), "fifo");
    assertThat(root().names(dir())).containsExactly("file");
    assertThat(root().getattr(file).links()).isEqualTo(1);
  }

  @Test
  default void removeOfADirectoryIsEISDIR() {
    root().mkdir(dir(), "sub");
    assertThat(errnoOf(() -> root().remove(dir(), "sub"))).isEqualTo(Errno.EISDIR);
    assertThat(root().names(dir())).containsExactly("sub");
  }

  @Test
  default void anEmptyDirectoryCanBeRemoved() {
    root().mkdir(dir(), "sub");
    root().rmdir(dir(), "sub");
    assertThat(root().names(dir())).isEmpty();
    assertThat(errnoOf(() -> root().rmdir(dir(), "sub"))).isEqualTo(Errno.ENOENT);
  }

  @Test
  default void aDirectoryThatHoldsSomethingIsENOTEMPTY() {
    Handle sub = root().mkdir(dir(), "sub").handle();
    root().create(sub, "file");
    assertThat(errnoOf(() -> root().rmdir(dir(), "sub"))).isEqualTo(Errno.ENOTEMPTY);
    root().remove(sub, "file");
    root().rmdir(dir(), "sub");
  }

  @Test
  default void rmdirOfAFileIsENOTDIR() {
    root().create(dir(), "file");
    assertThat(errnoOf(() -> root().rmdir(dir(), "file"))).isEqualTo(Errno.ENOTDIR);
  }

  @Test
  default void removalChangesTheDirectorysTimes() {
    root().create(dir(), "file");
    Attributes before = root().getattr(dir());
    root().remove(dir(), "file");
    assertThat(root().getattr(dir()).sameVersion(before)).isFalse();
  }

  @Test
  default void linksAreCountedAndAreOneFile() {
    Entry made = root().create(dir(), "one");
    Attributes linked = root().link(made.handle(), dir(), "two");
    assertThat(linked.links()).isEqualTo(2);
    assertThat(linked.fileid()).isEqualTo(made.attributes().fileid());
    assertThat(root().lookup(dir(), "two").handle()).isEqualTo(made.handle());
    root().write(root().lookup(dir(), "two").handle(), 0, new byte[] {7});
    assertThat(root().read(made.handle(), 0, 9)).containsExactly(7);

    root().remove(dir(), "one");
    assertThat(root().getattr(made.handle()).links()).isEqualTo(1);
    assertThat(root().read(made.handle(), 0, 9)).containsExactly(7);
    root().remove(dir(), "two");
  }

  @Test
  default void linkingChangesTheFilesCtime() {
    Entry made = root().create(dir(), "one");
    Attributes linked = root().link(made.handle(), dir(), "two");
    assertThat(linked.ctime()).isNotEqualTo(made.attributes().ctime());
    root().remove(dir(), "one");
    assertThat(root().getattr(made.handle()).ctime()).isNotEqualTo(linked.ctime());
  }

  @Test
  default void aFifoMayHaveTwoNames() {
    needs(Ability.LINKED_SPECIAL_FILES);
    Handle fifo = root().mknod(dir(), "one", FileType.FIFO, DeviceNumber.NONE).handle();
    assertThat(root().link(fifo, dir(), "two").links()).isEqualTo(2);
    root().remove(dir(), "one");
    assertThat(root().getattr(fifo).links()).isEqualTo(1);
  }

  @Test
  default void linkOverWhatIsThereIsEEXIST() {
    Handle file = root().create(dir(), "one").handle();
    root().create(dir(), "two");
    assertThat(errnoOf(() -> root().link(file, dir(), "two"))).isEqualTo(Errno.EEXIST);
    assertThat(errnoOf(() -> root().link(file, dir(), "one"))).isEqualTo(Errno.EEXIST);
  }

  @Test
  default void aDirectoryHasOneName() {
    Handle sub = root().mkdir(dir(), "sub").handle();
    assertThat(errnoOf(() -> root().link(sub, dir(), "second")))
        .isIn(Errno.EPERM, Errno.EISDIR, Errno.EINVAL);
    assertThat(root().names(dir())).containsExactly("sub");
  }
}
