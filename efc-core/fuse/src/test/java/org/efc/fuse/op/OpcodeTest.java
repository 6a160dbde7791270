// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.efc.fuse.op.Opcode.Answer;
import org.junit.jupiter.api.Test;

/** The table against enum fuse_opcode of the kernel header 7.45, and against the classes. */
class OpcodeTest {
  private static final List<String> HEADER =
      """
      1 LOOKUP
      2 FORGET
      3 GETATTR
      4 SETATTR
      5 READLINK
      6 SYMLINK
      8 MKNOD
      9 MKDIR
      10 UNLINK
      11 RMDIR
      12 RENAME
      13 LINK
      14 OPEN
      15 READ
      16 WRITE
      17 STATFS
      18 RELEASE
      20 FSYNC
      21 SETXATTR
      22 GETXATTR
      23 LISTXATTR
      24 REMOVEXATTR
      25 FLUSH
      26 INIT
      27 OPENDIR
      28 READDIR
      29 RELEASEDIR
      30 FSYNCDIR
      31 GETLK
      32 SETLK
      33 SETLKW
      34 ACCESS
      35 CREATE
      36 INTERRUPT
      37 BMAP
      38 DESTROY
      39 IOCTL
      40 POLL
      41 NOTIFY_REPLY
      42 BATCH_FORGET
      43 FALLOCATE
      44 READDIRPLUS
      45 RENAME2
      46 LSEEK
      47 COPY_FILE_RANGE
      48 SETUPMAPPING
      49 REMOVEMAPPING
      50 SYNCFS
      51 TMPFILE
      52 STATX
      53 COPY_FILE_RANGE_64
      4096 CUSE_INIT
      """
          .lines()
          .toList();

  /** Their class serves another opcode too. */
  private static final Set<String> SHARED = Set.of("RENAME2", "COPY_FILE_RANGE_64", "SETLKW");

  @Test
  void tableHasEveryOpcodeOfTheHeader() {
    assertThat(Arrays.stream(Opcode.values()).map(each -> each.number() + " " + each))
        .containsExactlyElementsOf(HEADER);
  }

  @Test
  void numbersWithoutOpcodeAreUnknown() {
    for (int number : new int[] {-1, 0, 7, 19, 54, 4095, 4097, 1 << 20, 436207616}) {
      assertThat(Opcode.isKnown(number)).as("opcode " + number).isFalse();
      assertThatThrownBy(() -> Opcode.of(number)).hasMessageContaining(String.valueOf(number));
    }
  }

  @Test
  void everyRefusalHasItsReason() {
    for (Opcode opcode : Opcode.values()) {
      assertThat(opcode.reason().isEmpty())
          .as(opcode.label())
          .isEqualTo(opcode.answer() != Answer.DELIBERATE_ENOSYS);
    }
  }

  @Test
  void whatIsNotRefusedHasAClassAndNothingElseHas() {
    Set<String> served =
        Arrays.stream(Opcode.values())
            .filter(each -> each.answer() != Answer.DELIBERATE_ENOSYS)
            .map(Opcode::name)
            .filter(each -> !SHARED.contains(each))
            .map(each -> each.replace("_", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(classes(FuseOp.class).map(each -> each.getSimpleName().toUpperCase(Locale.ROOT)))
        .containsExactlyInAnyOrderElementsOf(served);
  }

  private static Stream<Class<?>> classes(Class<?> type) {
    Class<?>[] permitted = type.getPermittedSubclasses();
    return permitted == null
        ? Stream.<Class<?>>of(type)
        : Arrays.stream(permitted).flatMap(OpcodeTest::classes);
  }

  @Test
  void onlyForgetsInterruptsAndNotifyRepliesWantNoAnswer() {
    assertThat(Arrays.stream(Opcode.values()).filter(each -> each.answer() == Answer.NONE))
        .containsExactly(Opcode.FORGET, Opcode.INTERRUPT, Opcode.NOTIFY_REPLY, Opcode.BATCH_FORGET);
  }
}
