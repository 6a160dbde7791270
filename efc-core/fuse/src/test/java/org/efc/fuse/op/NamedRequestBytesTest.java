// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.efc.common.Name;
import org.efc.fuse.fixture.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests with names: literal bytes as the kernel sends them, and what they mean. */
class NamedRequestBytesTest {
  private final Message message = new Message();

  @AfterEach
  void unmap() {
    message.close();
  }

  @Test
  void lookup() {
    Lookup op =
        new Lookup(
            message.of(
                """
                2e000000 01000000 0200000000000000 8877665544332211 | len 46, LOOKUP 1, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                68656c6c6f00 | hello.
                """));
    assertThat(op.nodeid()).isEqualTo(0x1122334455667788L);
    assertThat(op.name()).isEqualTo(Name.of("hello"));
    assertThat(op.nameLength()).isEqualTo(5);
  }

  @Test
  void lookupOfANameThatIsNotUtf8() {
    Lookup op =
        new Lookup(
            message.of(
                """
                2c000000 01000000 0200000000000000 8877665544332211 | len 44, LOOKUP 1, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                ff01c300 | ....
                """));
    assertThat(op.name().toBytes()).isEqualTo(new byte[] {(byte) 0xff, 1, (byte) 0xc3});
  }

  @Test
  void symlink() {
    Symlink op =
        new Symlink(
            message.of(
                """
                33000000 06000000 0200000000000000 8877665544332211 | len 51, SYMLINK 6, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                6c696e6b002e2e2f746f00 | link.../to.
                """));
    assertThat(op.name()).isEqualTo(Name.of("link"));
    assertThat(op.target()).isEqualTo("../to".getBytes(UTF_8));
  }

  @Test
  void mknod() {
    Mknod op =
        new Mknod(
            message.of(
                """
                3c000000 08000000 0200000000000000 8877665544332211 | len 60, MKNOD 8, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                90210000010500001200000000000000 | mode 020620, rdev 5:1, umask 022
                74747900 | tty.
                """));
    assertThat(op.mode()).isEqualTo(020620);
    assertThat(op.rdev()).isEqualTo(0x0501);
    assertThat(op.umask()).isEqualTo(022);
    assertThat(op.name()).isEqualTo(Name.of("tty"));
  }

  @Test
  void mkdir() {
    Mkdir op =
        new Mkdir(
            message.of(
                """
                34000000 09000000 0200000000000000 8877665544332211 | len 52, MKDIR 9, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                ff0300003f000000 | mode 01777, umask 077
                64697200 | dir.
                """));
    assertThat(op.mode()).isEqualTo(01777);
    assertThat(op.umask()).isEqualTo(077);
    assertThat(op.name()).isEqualTo(Name.of("dir"));
    assertThat(op.directoryGroup()).isEqualTo(OptionalInt.empty());
  }

  @Test
  void mkdirInADirectoryOfASupplementaryGroup() {
    Mkdir op =
        new Mkdir(
            message.of(
                """
                44000000 09000000 0200000000000000 8877665544332211 | len 68, MKDIR 9, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0200 0000 | uid 1000, gid 1001, pid 1234, ext 2 words
                ed01000012000000 | mode 0755, umask 022
                64697200 | dir.
                100000002000000001000000d2070000 | ................
                """));
    assertThat(op.name()).isEqualTo(Name.of("dir"));
    assertThat(op.directoryGroup()).isEqualTo(OptionalInt.of(2002));
  }

  @Test
  void extensionsOfOtherTypesAreSkipped() {
    Mkdir op =
        new Mkdir(
            message.of(
                """
                4c000000 09000000 0200000000000000 8877665544332211 | len 76, MKDIR 9, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0300 0000 | uid 1000, gid 1001, pid 1234, ext 3 words
                ed01000012000000 | mode 0755, umask 022
                64697200 | dir.
                080000000100000010000000200000000100000007000000 | ........................
                """));
    assertThat(op.directoryGroup()).isEqualTo(OptionalInt.of(7));
  }

  @Test
  void unlink() {
    Unlink op =
        new Unlink(
            message.of(
                """
                2c000000 0a000000 0200000000000000 8877665544332211 | len 44, UNLINK 10, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                6f6c6400 | old.
                """));
    assertThat(op.name()).isEqualTo(Name.of("old"));
  }

  @Test
  void rmdir() {
    Rmdir op =
        new Rmdir(
            message.of(
                """
                2c000000 0b000000 0200000000000000 8877665544332211 | len 44, RMDIR 11, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                6f6c6400 | old.
                """));
    assertThat(op.name()).isEqualTo(Name.of("old"));
  }

  @Test
  void rename() {
    Rename op =
        new Rename(
            message.of(
                """
                38000000 0c000000 0200000000000000 8877665544332211 | len 56, RENAME 12, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                4d00000000000000 | newdir 77
                66726f6d00746f00 | from.to.
                """));
    assertThat(op.newDirectory()).isEqualTo(77);
    assertThat(op.flags()).isEqualTo(0);
    assertThat(op.name()).isEqualTo(Name.of("from"));
    assertThat(op.newName()).isEqualTo(Name.of("to"));
    assertThat(op.nameLength()).isEqualTo(4);
    assertThat(op.newNameLength()).isEqualTo(2);
  }

  @Test
  void renameWithFlags() {
    Rename op =
        new Rename(
            message.of(
                """
                40000000 2d000000 0200000000000000 8877665544332211 | len 64, RENAME2 45, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                4d000000000000000100000000000000 | newdir 77, RENAME_NOREPLACE
                66726f6d00746f00 | from.to.
                """));
    assertThat(op.newDirectory()).isEqualTo(77);
    assertThat(op.flags()).isEqualTo(Rename.NOREPLACE);
    assertThat(op.name()).isEqualTo(Name.of("from"));
    assertThat(op.newName()).isEqualTo(Name.of("to"));
  }

  @Test
  void link() {
    Link op =
        new Link(
            message.of(
                """
                37000000 0d000000 0200000000000000 8877665544332211 | len 55, LINK 13, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                5800000000000000 | oldnodeid 88
                7365636f6e6400 | second.
                """));
    assertThat(op.oldNodeid()).isEqualTo(88);
    assertThat(op.name()).isEqualTo(Name.of("second"));
  }

  @Test
  void setxattr() {
    Setxattr op =
        new Setxattr(
            message.of(
                """
                3a000000 15000000 0200000000000000 8877665544332211 | len 58, SETXATTR 21, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                0300000002000000 | size 3, XATTR_REPLACE
                757365722e6100 | user.a.
                010002 | ...
                """));
    assertThat(op.flags()).isEqualTo(2);
    assertThat(op.name()).isEqualTo(Name.of("user.a"));
    assertThat(op.value()).isEqualTo(new byte[] {1, 0, 2});
  }

  @Test
  void getxattr() {
    Getxattr op =
        new Getxattr(
            message.of(
                """
                37000000 16000000 0200000000000000 8877665544332211 | len 55, GETXATTR 22, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                4000000000000000 | size 64
                757365722e6100 | user.a.
                """));
    assertThat(op.size()).isEqualTo(64);
    assertThat(op.name()).isEqualTo(Name.of("user.a"));
  }

  @Test
  void removexattr() {
    Removexattr op =
        new Removexattr(
            message.of(
                """
                2f000000 18000000 0200000000000000 8877665544332211 | len 47, REMOVEXATTR 24, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                757365722e6100 | user.a.
                """));
    assertThat(op.name()).isEqualTo(Name.of("user.a"));
  }

  @Test
  void create() {
    Create op =
        new Create(
            message.of(
                """
                3c000000 23000000 0200000000000000 8877665544332211 | len 60, CREATE 35, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                c1000000a48100001200000001000000 | O_WRONLY|O_CREAT|O_EXCL, 0100644, umask 022, OPEN_KILL_SUIDGID
                6e657700 | new.
                """));
    assertThat(op.flags()).isEqualTo(0xc1);
    assertThat(op.mode()).isEqualTo(0100644);
    assertThat(op.umask()).isEqualTo(022);
    assertThat(op.killsPrivileges()).isEqualTo(true);
    assertThat(op.name()).isEqualTo(Name.of("new"));
  }
}
