// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.abi;

/** Structures of notifications, behind a fuse_out_header whose unique is 0. */
public final class NotifyLayout {
  private NotifyLayout() {}

  /** struct fuse_notify_inval_inode_out. */
  public static final class InvalInode {
    public static final int SIZE = 24;
    public static final int INO = 0;
    public static final int OFF = 8;
    public static final int LEN = 16;

    private InvalInode() {}
  }

  /** struct fuse_notify_inval_entry_out; the name and a NUL follow. */
  public static final class InvalEntry {
    public static final int SIZE = 16;
    public static final int PARENT = 0;
    public static final int NAMELEN = 8;
    public static final int FLAGS = 12;

    private InvalEntry() {}
  }

  /** struct fuse_notify_delete_out; the name and a NUL follow. */
  public static final class Delete {
    public static final int SIZE = 24;
    public static final int PARENT = 0;
    public static final int CHILD = 8;
    public static final int NAMELEN = 16;

    private Delete() {}
  }

  /** struct fuse_notify_store_out; the data follow. */
  public static final class Store {
    public static final int SIZE = 24;
    public static final int NODEID = 0;
    public static final int OFFSET = 8;
    public static final int DATA_SIZE = 16;

    private Store() {}
  }

  /** struct fuse_notify_retrieve_out. */
  public static final class Retrieve {
    public static final int SIZE = 32;
    public static final int NOTIFY_UNIQUE = 0;
    public static final int NODEID = 8;
    public static final int OFFSET = 16;
    public static final int DATA_SIZE = 24;

    private Retrieve() {}
  }

  /** struct fuse_notify_prune_out; {@code count} node ids of 8 bytes follow. */
  public static final class Prune {
    public static final int SIZE = 16;
    public static final int COUNT = 0;

    private Prune() {}
  }
}
