// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.efc.backend.contract.ContractFixture.errnoOf;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.assertj.core.data.Offset;
import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.CreateMode;
import org.efc.backend.DeviceNumber;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.junit.jupiter.api.Test;

/** Making objects: RFC 1813 3.3.8 to 3.3.11. */
public interface CreateContract extends ContractFixture {
  Name FILE = Name.of("file");
  AttributeChange MODE_0640 = AttributeChange.ofMode(0640);

  @Test
  default void aNewFileIsEmptyWithTheWantedMode() {
    Attributes made =
        root().create(dir(), FILE, CreateMode.GUARDED, AttributeChange.ofMode(0626)).attributes();
    assertThat(made.type()).isEqualTo(FileType.REGULAR);
    assertThat(made.mode()).as("no umask of this process").isEqualTo(0626);
    assertThat(made.links()).isEqualTo(1);
    assertThat(made.size()).isZero();
  }

  @Test
  default void aNewFileMayHaveSetuidAndSticky() {
    int mode =
        root()
            .create(dir(), FILE, CreateMode.GUARDED, AttributeChange.ofMode(07755))
            .attributes()
            .mode();
    assertThat(mode).isEqualTo(07755);
  }

  @Test
  default void aNewFileMayHaveASize() {
    Entry made =
        root()
            .create(dir(), FILE, CreateMode.UNCHECKED, AttributeChange.ofSize(100).withMode(0600));
    assertThat(made.attributes().size()).isEqualTo(100);
    assertThat(root().read(made.handle(), 0, 200)).isEqualTo(new byte[100]);
  }

  @Test
  default void guardedCreationOfWhatIsThereIsEEXIST() {
    root().create(dir(), "file");
    assertThat(errnoOf(() -> root().create(dir(), "file"))).isEqualTo(Errno.EEXIST);
  }

  @Test
  default void uncheckedCreationOpensWhatIsThere() {
    Entry first = root().create(dir(), "file");
    root().write(first.handle(), 0, new byte[] {1, 2, 3});
    Entry again = root().create(dir(), FILE, CreateMode.UNCHECKED, AttributeChange.NONE);
    assertThat(again.handle()).isEqualTo(first.handle());
    assertThat(again.attributes().size()).isEqualTo(3);
    assertThat(again.attributes().mode()).isEqualTo(0644);
  }

  @Test
  default void uncheckedCreationTruncatesWhatIsThere() {
    Handle file = root().create(dir(), "file").handle();
    root().write(file, 0, new byte[] {1, 2, 3});
    Entry again = root().create(dir(), FILE, CreateMode.UNCHECKED, AttributeChange.ofSize(0));
    assertThat(again.attributes().size()).isZero();
    assertThat(root().getattr(file).size()).isZero();
  }

  @Test
  default void uncheckedCreationDoesNotOpenADirectory() {
    root().mkdir(dir(), "file");
    assertThat(errnoOf(() -> root().create(dir(), FILE, CreateMode.UNCHECKED, MODE_0640)))
        .isIn(Errno.EISDIR, Errno.EEXIST);
  }

  @Test
  default void creationDoesNotFollowASymbolicLink() {
    root().symlink(dir(), "file", "elsewhere".getBytes(StandardCharsets.UTF_8));
    assertThat(errnoOf(() -> root().create(dir(), "file"))).isEqualTo(Errno.EEXIST);
    assertThat(errnoOf(() -> root().create(dir(), FILE, new CreateMode.Exclusive(1), MODE_0640)))
        .isEqualTo(Errno.EEXIST);
    assertThat(root().names(dir())).containsExactly("file");
  }

  @Test
  default void exclusiveCreationMakesAFileWithTheWantedMode() {
    Entry made = root().create(dir(), FILE, new CreateMode.Exclusive(-77), MODE_0640);
    assertThat(made.attributes().mode()).isEqualTo(0640);
    assertThat(made.attributes().size()).isZero();
    assertThat(root().getattr(made.handle()).mtime().seconds())
        .as("not the verifier")
        .isCloseTo(System.currentTimeMillis() / 1000, Offset.offset(24 * 3600L));
  }

  @Test
  default void exclusiveCreationRepeatedFindsItsFile() {
    needs(Ability.EXCLUSIVE_REPEAT);
    CreateMode mode = new CreateMode.Exclusive(0x8123_4567_89ab_cdefL);
    Entry made = root().create(dir(), FILE, mode, MODE_0640);
    assertThat(root().create(dir(), FILE, mode, MODE_0640).handle()).isEqualTo(made.handle());
    assertThat(reopen().create(dir(), FILE, mode, MODE_0640).handle()).isEqualTo(made.handle());
  }

  @Test
  default void exclusiveCreationWithAnotherVerifierIsEEXIST() {
    root().create(dir(), FILE, new CreateMode.Exclusive(1), MODE_0640);
    assertThat(errnoOf(() -> root().create(dir(), FILE, new CreateMode.Exclusive(2), MODE_0640)))
        .isEqualTo(Errno.EEXIST);
  }

  @Test
  default void exclusiveCreationOfAnotherwiseMadeFileIsEEXIST() {
    root().create(dir(), "file");
    assertThat(errnoOf(() -> root().create(dir(), FILE, new CreateMode.Exclusive(0), MODE_0640)))
        .isEqualTo(Errno.EEXIST);
  }

  @Test
  default void creationInAFileIsENOTDIR() {
    Handle file = root().create(dir(), "file").handle();
    assertThat(errnoOf(() -> root().create(file, "x"))).isEqualTo(Errno.ENOTDIR);
    assertThat(errnoOf(() -> root().mkdir(file, "x"))).isEqualTo(Errno.ENOTDIR);
  }

  @Test
  default void creationChangesTheDirectorysTimes() {
    Attributes before = root().getattr(dir());
    root().create(dir(), "file");
    Attributes after = root().getattr(dir());
    assertThat(after.sameVersion(before)).isFalse();
  }

  @Test
  default void aNewDirectoryIsEmptyWithTheWantedMode() {
    Entry made = root().mkdir(dir(), "sub", 01772);
    assertThat(made.attributes().type()).isEqualTo(FileType.DIRECTORY);
    assertThat(made.attributes().mode()).isEqualTo(01772);
    assertThat(root().names(made.handle())).isEmpty();
  }

  @Test
  default void mkdirOfWhatIsThereIsEEXIST() {
    root().create(dir(), "file");
    root().mkdir(dir(), "sub");
    assertThat(errnoOf(() -> root().mkdir(dir(), "file"))).isEqualTo(Errno.EEXIST);
    assertThat(errnoOf(() -> root().mkdir(dir(), "sub"))).isEqualTo(Errno.EEXIST);
  }

  @Test
  default void aSymbolicLinkKeepsItsTarget() {
    byte[] target = "../no/such\u00e9 place".getBytes(StandardCharsets.UTF_8);
    Entry made = root().symlink(dir(), "link", target);
    assertThat(made.attributes().type()).isEqualTo(FileType.SYMLINK);
    assertThat(made.attributes().size()).isEqualTo(target.length);
    assertThat(root().readlink(made.handle())).isEqualTo(target);
  }

  @Test
  default void aSymbolicLinksTargetMayBeLong() {
    byte[] target = "t/".repeat(1000).getBytes(StandardCharsets.UTF_8);
    Handle link = root().symlink(dir(), "link", target).handle();
    assertThat(root().readlink(link)).isEqualTo(target);
  }

  @Test
  default void symlinkOfWhatIsThereIsEEXIST() {
    root().create(dir(), "file");
    assertThat(errnoOf(() -> root().symlink(dir(), "file", new byte[] {'x'})))
        .isEqualTo(Errno.EEXIST);
  }

  @Test
  default void readlinkOfAFileIsEINVAL() {
    Handle file = root().create(dir(), "file").handle();
    assertThat(errnoOf(() -> root().readlink(file))).isEqualTo(Errno.EINVAL);
  }

  @Test
  default void fifosAndSocketsCanBeMade() {
    Attributes fifo = root().mknod(dir(), "fifo", FileType.FIFO, DeviceNumber.NONE).attributes();
    Attributes socket =
        root().mknod(dir(), "socket", FileType.SOCKET, DeviceNumber.NONE).attributes();
    assertThat(fifo.type()).isEqualTo(FileType.FIFO);
    assertThat(fifo.mode()).isEqualTo(0640);
    assertThat(socket.type()).isEqualTo(FileType.SOCKET);
    assertThat(root().lookup(dir(), "fifo").attributes().type()).isEqualTo(FileType.FIFO);
  }

  @Test
  default void devicesKeepTheirNumbers() {
    needs(Ability.DEVICES);
    DeviceNumber number = new DeviceNumber(240, 70_000);
    Attributes character = root().mknod(dir(), "c", FileType.CHARACTER_DEVICE, number).attributes();
    Attributes block = root().mknod(dir(), "b", FileType.BLOCK_DEVICE, number).attributes();
    assertThat(character.type()).isEqualTo(FileType.CHARACTER_DEVICE);
    assertThat(character.device()).isEqualTo(number);
    assertThat(block.type()).isEqualTo(FileType.BLOCK_DEVICE);
    assertThat(block.device()).isEqualTo(number);
  }

  @Test
  default void mknodMakesNoFileAndNoDirectory() {
    for (FileType type : new FileType[] {FileType.REGULAR, FileType.DIRECTORY, FileType.SYMLINK}) {
      assertThat(errnoOf(() -> root().mknod(dir(), "x", type, DeviceNumber.NONE)))
          .isEqualTo(Errno.EINVAL);
    }
    assertThat(root().names(dir())).isEmpty();
  }

  @Test
  default void mknodOfWhatIsThereIsEEXIST() {
    root().create(dir(), "file");
    assertThat(errnoOf(() -> root().mknod(dir(), "file", FileType.FIFO, DeviceNumber.NONE)))
        .isEqualTo(Errno.EEXIST);
  }

  @Test
  default void theCallerOwnsWhatItMakes() {
    needs(Ability.ANY_OWNER);
    Calls user = as(12345, 23456);
    Name exclusive = Name.of("exclusive");
    assertOwner(user.create(dir(), "file"));
    assertOwner(user.create(dir(), exclusive, new CreateMode.Exclusive(9), MODE_0640));
    assertOwner(user.mkdir(dir(), "sub"));
    assertOwner(user.symlink(dir(), "link", new byte[] {'x'}));
    assertOwner(user.mknod(dir(), "fifo", FileType.FIFO, DeviceNumber.NONE));
  }

  private static void assertOwner(Entry made) {
    assertThat(made.attributes().uid()).isEqualTo(12345);
    assertThat(made.attributes().gid()).isEqualTo(23456);
  }

  @Test
  default void rootMayMakeAFileForSomebody() {
    needs(Ability.ANY_OWNER);
    AttributeChange initial = MODE_0640.withOwner(OptionalInt.of(7), OptionalInt.of(8));
    Attributes made = root().create(dir(), FILE, CreateMode.GUARDED, initial).attributes();
    assertThat(made.uid()).isEqualTo(7);
    assertThat(made.gid()).isEqualTo(8);
  }
}
