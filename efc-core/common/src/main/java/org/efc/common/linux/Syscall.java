// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

/**
 * System call numbers: amd64 from {@code arch/x86/entry/syscalls/syscall_64.tbl}, aarch64 from
 * {@code include/uapi/asm-generic/unistd.h}.
 */
public enum Syscall {
  READ(0, 63),
  WRITE(1, 64),
  CLOSE(3, 57),
  LSEEK(8, 62),
  MMAP(9, 222),
  MPROTECT(10, 226),
  MUNMAP(11, 215),
  IOCTL(16, 29),
  PREAD64(17, 67),
  PWRITE64(18, 68),
  READV(19, 65),
  WRITEV(20, 66),
  MADVISE(28, 233),
  GETPID(39, 172),
  SENDFILE(40, 71),
  SOCKET(41, 198),
  CONNECT(42, 203),
  SENDMSG(46, 211),
  RECVMSG(47, 212),
  SHUTDOWN(48, 210),
  BIND(49, 200),
  LISTEN(50, 201),
  SOCKETPAIR(53, 199),
  SETSOCKOPT(54, 208),
  GETSOCKOPT(55, 209),
  KILL(62, 129),
  FCNTL(72, 25),
  FLOCK(73, 32),
  FSYNC(74, 82),
  FDATASYNC(75, 83),
  FTRUNCATE(77, 46),
  FCHDIR(81, 50),
  FCHMOD(91, 52),
  FCHOWN(93, 55),
  GETUID(102, 174),
  GETGID(104, 176),
  GETEUID(107, 175),
  GETGROUPS(115, 158),
  SETGROUPS(116, 159),
  SETFSUID(122, 151),
  SETFSGID(123, 152),
  FSTATFS(138, 44),
  PRCTL(157, 167),
  MOUNT(165, 40),
  UMOUNT2(166, 39),
  GETTID(186, 178),
  FSETXATTR(190, 7),
  FGETXATTR(193, 10),
  GETDENTS64(217, 61),
  TGKILL(234, 131),
  OPENAT(257, 56),
  MKDIRAT(258, 34),
  MKNODAT(259, 33),
  FCHOWNAT(260, 54),
  UNLINKAT(263, 35),
  LINKAT(265, 37),
  SYMLINKAT(266, 36),
  READLINKAT(267, 78),
  FCHMODAT(268, 53),
  FACCESSAT(269, 48),
  PPOLL(271, 73),
  UNSHARE(272, 97),
  UTIMENSAT(280, 88),
  FALLOCATE(285, 47),
  ACCEPT4(288, 242),
  DUP3(292, 24),
  PIPE2(293, 59),
  PRLIMIT64(302, 261),
  NAME_TO_HANDLE_AT(303, 264),
  OPEN_BY_HANDLE_AT(304, 265),
  SETNS(308, 268),
  RENAMEAT2(316, 276),
  MEMFD_CREATE(319, 279),
  COPY_FILE_RANGE(326, 285),
  STATX(332, 291),
  PIDFD_SEND_SIGNAL(424, 424),
  OPEN_TREE(428, 428),
  MOVE_MOUNT(429, 429),
  PIDFD_OPEN(434, 434),
  CLOSE_RANGE(436, 436),
  OPENAT2(437, 437),
  PIDFD_GETFD(438, 438),
  FACCESSAT2(439, 439),
  MOUNT_SETATTR(442, 442),
  FCHMODAT2(452, 452);

  private final int amd64;
  private final int aarch64;
  private final int here;

  Syscall(int amd64, int aarch64) {
    this.amd64 = amd64;
    this.aarch64 = aarch64;
    this.here = number(Arch.current());
  }

  /** The number on {@code arch}. */
  public int number(Arch arch) {
    return arch == Arch.AMD64 ? amd64 : aarch64;
  }

  /** The number on this machine. */
  public int number() {
    return here;
  }
}
