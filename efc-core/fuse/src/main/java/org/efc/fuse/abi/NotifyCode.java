// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.abi;

/** fuse_notify_code: the {@code error} field of a message whose unique is 0. */
public final class NotifyCode {
  public static final int POLL = 1;
  public static final int INVAL_INODE = 2;
  public static final int INVAL_ENTRY = 3;
  public static final int STORE = 4;
  public static final int RETRIEVE = 5;
  public static final int DELETE = 6;

  /** Since 7.40. */
  public static final int RESEND = 7;

  /** Since 7.44. */
  public static final int INC_EPOCH = 8;

  /** Since 7.45. */
  public static final int PRUNE = 9;

  /** FUSE_EXPIRE_ONLY, a flag of INVAL_ENTRY: let the name time out rather than drop it. */
  public static final int EXPIRE_ONLY = 1;

  private NotifyCode() {}
}
