// SPDX-License-Identifier: Apache-2.0
package org.efc.common;

/**
 * The errors a file-system call can end with, by their Linux number. The numbers are the generic
 * ones of {@code include/uapi/asm-generic/errno{,-base}.h}, the same on amd64 and aarch64.
 */
public enum Errno {
  EPERM(1),
  ENOENT(2),
  ESRCH(3),
  EINTR(4),
  EIO(5),
  ENXIO(6),
  E2BIG(7),
  EBADF(9),
  ECHILD(10),
  EAGAIN(11),
  ENOMEM(12),
  EACCES(13),
  EFAULT(14),
  EBUSY(16),
  EEXIST(17),
  EXDEV(18),
  ENODEV(19),
  ENOTDIR(20),
  EISDIR(21),
  EINVAL(22),
  ENFILE(23),
  EMFILE(24),
  ENOTTY(25),
  ETXTBSY(26),
  EFBIG(27),
  ENOSPC(28),
  ESPIPE(29),
  EROFS(30),
  EMLINK(31),
  EPIPE(32),
  EDOM(33),
  ERANGE(34),
  EDEADLK(35),
  ENAMETOOLONG(36),
  ENOLCK(37),
  ENOSYS(38),
  ENOTEMPTY(39),
  ELOOP(40),
  ENODATA(61),
  EREMOTE(66),
  EPROTO(71),
  EBADMSG(74),
  EOVERFLOW(75),
  EOPNOTSUPP(95),
  EADDRINUSE(98),
  EADDRNOTAVAIL(99),
  ENETUNREACH(101),
  ECONNABORTED(103),
  ECONNRESET(104),
  ENOTCONN(107),
  ETIMEDOUT(110),
  ECONNREFUSED(111),
  EHOSTDOWN(112),
  EHOSTUNREACH(113),
  ESTALE(116),
  EDQUOT(122),
  ECANCELED(125);

  private static final Errno[] BY_CODE = new Errno[134];

  static {
    for (Errno errno : values()) {
      BY_CODE[errno.code] = errno;
    }
  }

  private final int code;

  Errno(int code) {
    this.code = code;
  }

  /** The positive kernel number. */
  public int code() {
    return code;
  }

  /** The constant for a positive kernel number; {@link #EIO} for one that is not listed here. */
  @SuppressWarnings("NullAway") // the table is null where Linux has no number or we no use for it
  public static Errno of(int code) {
    Errno known = code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    return known == null ? EIO : known;
  }
}
