// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.efc.backend.contract.ContractFixture.errnoOf;

import java.nio.charset.StandardCharsets;
import org.efc.backend.AttributeChange;
import org.efc.backend.CreateMode;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.junit.jupiter.api.Test;

/** Finding objects by name: RFC 1813 3.3.3, and which names there can be. */
public interface LookupContract extends ContractFixture {

  @Test
  default void theRootIsADirectory() {
    assertThat(root().getattr(root().backend().root()).type()).isEqualTo(FileType.DIRECTORY);
  }

  @Test
  default void lookupGivesTheHandleAndAttributesThatCreateGave() {
    Entry made = root().create(dir(), "file");
    Entry found = root().lookup(dir(), "file");
    assertThat(found.handle()).isEqualTo(made.handle());
    assertThat(found.attributes().fileid()).isEqualTo(made.attributes().fileid());
    assertThat(found.attributes()).isEqualTo(root().getattr(made.handle()));
  }

  @Test
  default void lookupOfWhatIsNotThereIsENOENT() {
    assertThat(errnoOf(() -> root().lookup(dir(), "nothing"))).isEqualTo(Errno.ENOENT);
  }

  @Test
  default void lookupInAFileIsENOTDIR() {
    Handle file = root().create(dir(), "file").handle();
    assertThat(errnoOf(() -> root().lookup(file, "x"))).isEqualTo(Errno.ENOTDIR);
  }

  @Test
  default void lookupInARemovedDirectoryFails() {
    Handle gone = root().mkdir(dir(), "gone").handle();
    root().rmdir(dir(), "gone");
    assertThat(errnoOf(() -> root().lookup(gone, "x"))).isIn(Errno.ESTALE, Errno.ENOENT);
  }

  @Test
  default void dotIsTheDirectoryItself() {
    assertThat(root().lookup(dir(), ".").handle()).isEqualTo(dir());
  }

  @Test
  default void dotDotIsTheParent() {
    Handle sub = root().mkdir(dir(), "sub").handle();
    assertThat(root().lookup(sub, "..").handle()).isEqualTo(dir());
    assertThat(root().lookup(dir(), "..").handle()).isEqualTo(root().backend().root());
  }

  @Test
  default void dotDotAtTheRootIsRefused() {
    assertThat(errnoOf(() -> root().lookup(root().backend().root(), ".."))).isEqualTo(Errno.EINVAL);
  }

  @Test
  default void lookupDoesNotFollowASymbolicLink() {
    root().symlink(dir(), "link", "/".getBytes(StandardCharsets.UTF_8));
    assertThat(root().lookup(dir(), "link").attributes().type()).isEqualTo(FileType.SYMLINK);
    Handle link = root().lookup(dir(), "link").handle();
    assertThat(errnoOf(() -> root().lookup(link, "etc"))).isEqualTo(Errno.ENOTDIR);
  }

  @Test
  default void aNameOf255BytesIsGood() {
    String name = "n".repeat(255);
    Handle made = root().create(dir(), name).handle();
    assertThat(root().lookup(dir(), name).handle()).isEqualTo(made);
    assertThat(root().names(dir())).containsExactly(name);
  }

  @Test
  default void aNameOf256BytesIsTooLong() {
    String name = "n".repeat(256);
    assertThat(errnoOf(() -> root().lookup(dir(), name))).isEqualTo(Errno.ENAMETOOLONG);
    assertThat(errnoOf(() -> root().create(dir(), name))).isEqualTo(Errno.ENAMETOOLONG);
    assertThat(errnoOf(() -> root().mkdir(dir(), name))).isEqualTo(Errno.ENAMETOOLONG);
    assertThat(errnoOf(() -> root().remove(dir(), name))).isEqualTo(Errno.ENAMETOOLONG);
  }

  @Test
  default void namesThatCanNotBeAreRefused() {
    root().mkdir(dir(), "sub");
    root().create(dir(), "file");
    for (String bad : new String[] {"", "a/b", "sub/", "/", "sub/..", "a\0b"}) {
      assertThat(errnoOf(() -> root().lookup(dir(), bad))).as("lookup").isEqualTo(Errno.EINVAL);
      assertThat(errnoOf(() -> root().create(dir(), bad))).as("create").isEqualTo(Errno.EINVAL);
      assertThat(errnoOf(() -> root().mkdir(dir(), bad))).as("mkdir").isEqualTo(Errno.EINVAL);
      assertThat(errnoOf(() -> root().rename(dir(), "file", dir(), bad))).isEqualTo(Errno.EINVAL);
      assertThat(errnoOf(() -> root().remove(dir(), bad))).as("remove").isEqualTo(Errno.EINVAL);
    }
    assertThat(root().names(dir())).containsExactlyInAnyOrder("sub", "file");
  }

  @Test
  default void dotsCanBeNeitherMadeNorRemoved() {
    Handle sub = root().mkdir(dir(), "sub").handle();
    for (String dots : new String[] {".", ".."}) {
      assertThat(errnoOf(() -> root().create(sub, dots))).isIn(Errno.EEXIST, Errno.EINVAL);
      assertThat(errnoOf(() -> root().mkdir(sub, dots))).isIn(Errno.EEXIST, Errno.EINVAL);
      assertThat(errnoOf(() -> root().rmdir(sub, dots))).isIn(Errno.EINVAL, Errno.ENOTEMPTY);
      assertThat(errnoOf(() -> root().remove(sub, dots))).isIn(Errno.EISDIR, Errno.EINVAL);
      assertThat(errnoOf(() -> root().rename(sub, dots, dir(), "x")))
          .isIn(Errno.EINVAL, Errno.EBUSY);
    }
    assertThat(root().names(dir())).containsExactly("sub");
  }

  @Test
  default void namesAreBytesOfNoCharacterSet() {
    needs(Ability.NAMES_OF_ANY_BYTES);
    Name latin = Name.of(new byte[] {'b', (byte) 0xe4, 'r', (byte) 0xff, (byte) 0x80, 1, '\n'});
    Handle made =
        root().create(dir(), latin, CreateMode.GUARDED, AttributeChange.ofMode(0600)).handle();
    assertThat(root().lookup(dir(), latin).handle()).isEqualTo(made);
    assertThat(root().list(dir()).getFirst().name()).isEqualTo(latin);
  }

  @Test
  default void namesAreNotFolded() {
    root().create(dir(), "a");
    root().create(dir(), "A");
    root().create(dir(), "\u00e9"); // one code point
    root().create(dir(), "e\u0301"); // two code points
    assertThat(root().names(dir())).hasSize(4);
  }
}
