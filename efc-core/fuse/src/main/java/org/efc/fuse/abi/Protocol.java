// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.abi;

/** Numbers of the protocol as a whole. */
public final class Protocol {
  /** FUSE_KERNEL_VERSION: another major version is another protocol. */
  public static final int MAJOR = 7;

  /** FUSE_KERNEL_MINOR_VERSION of the header mirrored here; both ends use the smaller one. */
  public static final int MINOR = 45;

  /**
   * The oldest kernel served: 7.31 (Linux 5.4), since every structure is decoded in the size it has
   * had from then on.
   */
  public static final int OLDEST_MINOR = 31;

  /** FUSE_ROOT_ID: the node id of the root; never looked up and never forgotten. */
  public static final long ROOT_ID = 1;

  /** FUSE_MIN_READ_BUFFER: a smaller buffer makes read(2) on the device fail with EINVAL. */
  public static final int MIN_READ_BUFFER = 8192;

  /**
   * FUSE_UNIQUE_RESEND: set in the unique of a request that was read by someone before. The reply
   * must carry it too.
   */
  public static final long UNIQUE_RESEND = 1L << 63;

  /** FUSE_INVALID_UIDGID: the caller has no id in this user namespace. */
  public static final int INVALID_UIDGID = -1;

  /** FUSE_DEV_IOC_CLONE: ioctl(2) request that attaches a second device fd to a connection. */
  public static final long DEV_IOC_CLONE = 0x8004e500L;

  /** FUSE_DEV_IOC_BACKING_OPEN: registers a file for passthrough; needs CAP_SYS_ADMIN. */
  public static final long DEV_IOC_BACKING_OPEN = 0x4010e501L;

  /** FUSE_DEV_IOC_BACKING_CLOSE: gives a passthrough id back. */
  public static final long DEV_IOC_BACKING_CLOSE = 0x4004e502L;

  /** FUSE_DEV_IOC_SYNC_INIT: makes mount(2) wait for the reply to INIT. */
  public static final long DEV_IOC_SYNC_INIT = 0xe503L;

  private Protocol() {}
}
