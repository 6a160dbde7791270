// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import static org.efc.fuse.op.Opcode.Answer.DELIBERATE_ENOSYS;
import static org.efc.fuse.op.Opcode.Answer.NONE;
import static org.efc.fuse.op.Opcode.Answer.REPLY;

import java.util.Locale;
import org.efc.fuse.abi.RequestLayout.AccessIn;
import org.efc.fuse.abi.RequestLayout.BatchForgetIn;
import org.efc.fuse.abi.RequestLayout.CopyFileRangeIn;
import org.efc.fuse.abi.RequestLayout.CreateIn;
import org.efc.fuse.abi.RequestLayout.FallocateIn;
import org.efc.fuse.abi.RequestLayout.FlushIn;
import org.efc.fuse.abi.RequestLayout.ForgetIn;
import org.efc.fuse.abi.RequestLayout.FsyncIn;
import org.efc.fuse.abi.RequestLayout.GetattrIn;
import org.efc.fuse.abi.RequestLayout.GetxattrIn;
import org.efc.fuse.abi.RequestLayout.InitIn;
import org.efc.fuse.abi.RequestLayout.InterruptIn;
import org.efc.fuse.abi.RequestLayout.LinkIn;
import org.efc.fuse.abi.RequestLayout.LkIn;
import org.efc.fuse.abi.RequestLayout.LseekIn;
import org.efc.fuse.abi.RequestLayout.MkdirIn;
import org.efc.fuse.abi.RequestLayout.MknodIn;
import org.efc.fuse.abi.RequestLayout.NotifyRetrieveIn;
import org.efc.fuse.abi.RequestLayout.OpenIn;
import org.efc.fuse.abi.RequestLayout.ReadIn;
import org.efc.fuse.abi.RequestLayout.ReleaseIn;
import org.efc.fuse.abi.RequestLayout.Rename2In;
import org.efc.fuse.abi.RequestLayout.RenameIn;
import org.efc.fuse.abi.RequestLayout.SetattrIn;
import org.efc.fuse.abi.RequestLayout.SetxattrIn;
import org.efc.fuse.abi.RequestLayout.WriteIn;

/**
 * Every fuse_opcode of protocol 7.45: its number, what is done about it, the bytes its structure
 * has at least, and how many NUL-terminated strings follow the structure.
 *
 * <p>What has no class in this package is refused with ENOSYS on purpose, for the reason given. A
 * number that is not here at all (a later kernel) is refused with ENOSYS too.
 */
public enum Opcode {
  LOOKUP(1, REPLY, 0, 1),
  FORGET(2, NONE, ForgetIn.SIZE, 0),
  GETATTR(3, REPLY, GetattrIn.SIZE, 0),
  SETATTR(4, REPLY, SetattrIn.SIZE, 0),
  READLINK(5, REPLY, 0, 0),
  SYMLINK(6, REPLY, 0, 2),
  MKNOD(8, REPLY, MknodIn.SIZE, 1),
  MKDIR(9, REPLY, MkdirIn.SIZE, 1),
  UNLINK(10, REPLY, 0, 1),
  RMDIR(11, REPLY, 0, 1),
  RENAME(12, REPLY, RenameIn.SIZE, 2),
  LINK(13, REPLY, LinkIn.SIZE, 1),
  OPEN(14, REPLY, OpenIn.SIZE, 0),
  READ(15, REPLY, ReadIn.SIZE, 0),
  WRITE(16, REPLY, WriteIn.SIZE, 0),
  STATFS(17, REPLY, 0, 0),
  RELEASE(18, REPLY, ReleaseIn.SIZE, 0),
  FSYNC(20, REPLY, FsyncIn.SIZE, 0),
  SETXATTR(21, REPLY, SetxattrIn.SIZE, 1),
  GETXATTR(22, REPLY, GetxattrIn.SIZE, 1),
  LISTXATTR(23, REPLY, GetxattrIn.SIZE, 0),
  REMOVEXATTR(24, REPLY, 0, 1),
  FLUSH(25, REPLY, FlushIn.SIZE, 0),
  INIT(26, REPLY, InitIn.COMPAT_SIZE, 0),
  OPENDIR(27, REPLY, OpenIn.SIZE, 0),
  READDIR(28, REPLY, ReadIn.SIZE, 0),
  RELEASEDIR(29, REPLY, ReleaseIn.SIZE, 0),
  FSYNCDIR(30, REPLY, FsyncIn.SIZE, 0),
  GETLK(31, REPLY, LkIn.SIZE, 0),
  SETLK(32, REPLY, LkIn.SIZE, 0),
  SETLKW(33, REPLY, LkIn.SIZE, 0),
  ACCESS(34, REPLY, AccessIn.SIZE, 0),
  CREATE(35, REPLY, CreateIn.SIZE, 1),
  INTERRUPT(36, NONE, InterruptIn.SIZE, 0),
  BMAP(37, "for swap files and boot loaders on block devices, which a network file is not on"),
  DESTROY(38, REPLY, 0, 0),
  IOCTL(39, "no ioctl(2) is defined on our files; the caller gets ENOTTY"),
  POLL(40, "regular files are always ready: ENOSYS is remembered and poll(2) says so"),
  NOTIFY_REPLY(41, NONE, NotifyRetrieveIn.SIZE, 0),
  BATCH_FORGET(42, NONE, BatchForgetIn.SIZE, 0),
  FALLOCATE(43, REPLY, FallocateIn.SIZE, 0),
  READDIRPLUS(44, REPLY, ReadIn.SIZE, 0),
  RENAME2(45, REPLY, Rename2In.SIZE, 2),
  LSEEK(46, REPLY, LseekIn.SIZE, 0),
  COPY_FILE_RANGE(47, REPLY, CopyFileRangeIn.SIZE, 0),
  SETUPMAPPING(48, "DAX windows exist on virtiofs only"),
  REMOVEMAPPING(49, "DAX windows exist on virtiofs only"),
  SYNCFS(50, "sent to virtiofs and block device mounts only"),
  TMPFILE(51, "NFSv3 has no file without a name; ENOSYS is remembered, O_TMPFILE is EOPNOTSUPP"),
  STATX(52, "it could add a birth time only, which NFSv3 has not; the kernel goes on with GETATTR"),
  COPY_FILE_RANGE_64(53, REPLY, CopyFileRangeIn.SIZE, 0),
  CUSE_INIT(4096, "character devices in user space come over /dev/cuse, not over /dev/fuse");

  /** What the kernel gets for a request. */
  public enum Answer {
    /** The request has a class, and every one of them is answered exactly once. */
    REPLY,

    /** The request has a class, and the kernel wants no answer. */
    NONE,

    /** The request has no class: {@link Opcode#reason} says why it is refused. */
    DELIBERATE_ENOSYS
  }

  private static final int LAST_DENSE = 53;
  private static final Opcode[] BY_NUMBER = new Opcode[LAST_DENSE + 1];

  static {
    for (Opcode opcode : values()) {
      if (opcode.number <= LAST_DENSE) {
        BY_NUMBER[opcode.number] = opcode;
      }
    }
  }

  private final int number;
  private final Answer answer;
  private final int structSize;
  private final int strings;
  private final String reason;

  Opcode(int number, Answer answer, int structSize, int strings) {
    this.number = number;
    this.answer = answer;
    this.structSize = structSize;
    this.strings = strings;
    this.reason = "";
  }

  Opcode(int number, String reason) {
    this.number = number;
    this.answer = DELIBERATE_ENOSYS;
    this.structSize = 0;
    this.strings = 0;
    this.reason = reason;
  }

  /** Whether {@link #of} knows the number. */
  @SuppressWarnings("NullAway") // the table is null where the protocol has no opcode
  public static boolean isKnown(int number) {
    return number == CUSE_INIT.number
        || (number >= 0 && number <= LAST_DENSE && BY_NUMBER[number] != null);
  }

  /**
   * The opcode of this number.
   *
   * @throws IllegalArgumentException when it is not {@link #isKnown known}
   */
  public static Opcode of(int number) {
    if (!isKnown(number)) {
      throw new IllegalArgumentException("not an opcode of 7.45: " + number);
    }
    return number == CUSE_INIT.number ? CUSE_INIT : BY_NUMBER[number];
  }

  /** The number on the wire. */
  public int number() {
    return number;
  }

  public Answer answer() {
    return answer;
  }

  /** The bytes between the header and the strings, at least. */
  public int structSize() {
    return structSize;
  }

  /** How many NUL-terminated strings follow the structure. */
  public int strings() {
    return strings;
  }

  /** Why a request is refused on purpose; empty when it isn't. */
  public String reason() {
    return reason;
  }

  /** The name as in logs and metrics: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
