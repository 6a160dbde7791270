// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.abi;

/** Structures the kernel receives in replies: sizes and offsets of their fields, in bytes. */
public final class ReplyLayout {
  private ReplyLayout() {}

  /** struct fuse_out_header, before every reply and notification. */
  public static final class OutHeader {
    public static final int SIZE = 16;
    public static final int LEN = 0;

    /** 0, a negative errno, or (with unique 0) a notify code. */
    public static final int ERROR = 4;

    public static final int UNIQUE = 8;

    private OutHeader() {}
  }

  /** struct fuse_attr. */
  public static final class Attr {
    public static final int SIZE = 88;
    public static final int INO = 0;
    public static final int FILE_SIZE = 8;
    public static final int BLOCKS = 16;
    public static final int ATIME = 24;
    public static final int MTIME = 32;
    public static final int CTIME = 40;
    public static final int ATIMENSEC = 48;
    public static final int MTIMENSEC = 52;
    public static final int CTIMENSEC = 56;
    public static final int MODE = 60;
    public static final int NLINK = 64;
    public static final int UID = 68;
    public static final int GID = 72;
    public static final int RDEV = 76;
    public static final int BLKSIZE = 80;
    public static final int FLAGS = 84;

    private Attr() {}
  }

  /** struct fuse_entry_out. */
  public static final class EntryOut {
    public static final int SIZE = 128;
    public static final int NODEID = 0;
    public static final int GENERATION = 8;
    public static final int ENTRY_VALID = 16;
    public static final int ATTR_VALID = 24;
    public static final int ENTRY_VALID_NSEC = 32;
    public static final int ATTR_VALID_NSEC = 36;
    public static final int ATTR = 40;

    private EntryOut() {}
  }

  /** struct fuse_attr_out. */
  public static final class AttrOut {
    public static final int SIZE = 104;
    public static final int ATTR_VALID = 0;
    public static final int ATTR_VALID_NSEC = 8;
    public static final int ATTR = 16;

    private AttrOut() {}
  }

  /** struct fuse_open_out. */
  public static final class OpenOut {
    public static final int SIZE = 16;
    public static final int FH = 0;
    public static final int OPEN_FLAGS = 8;
    public static final int BACKING_ID = 12;

    private OpenOut() {}
  }

  /** struct fuse_write_out. */
  public static final class WriteOut {
    public static final int SIZE = 8;
    public static final int WRITTEN = 0;

    private WriteOut() {}
  }

  /** struct fuse_statfs_out, that is fuse_kstatfs. */
  public static final class StatfsOut {
    public static final int SIZE = 80;
    public static final int BLOCKS = 0;
    public static final int BFREE = 8;
    public static final int BAVAIL = 16;
    public static final int FILES = 24;
    public static final int FFREE = 32;
    public static final int BSIZE = 40;
    public static final int NAMELEN = 44;
    public static final int FRSIZE = 48;

    private StatfsOut() {}
  }

  /** struct fuse_getxattr_out. */
  public static final class GetxattrOut {
    public static final int SIZE = 8;
    public static final int VALUE_SIZE = 0;

    private GetxattrOut() {}
  }

  /** struct fuse_init_out. */
  public static final class InitOut {
    public static final int SIZE = 64;
    public static final int MAJOR = 0;
    public static final int MINOR = 4;
    public static final int MAX_READAHEAD = 8;
    public static final int FLAGS = 12;
    public static final int MAX_BACKGROUND = 16;
    public static final int CONGESTION_THRESHOLD = 18;
    public static final int MAX_WRITE = 20;
    public static final int TIME_GRAN = 24;
    public static final int MAX_PAGES = 28;
    public static final int MAP_ALIGNMENT = 30;
    public static final int FLAGS2 = 32;
    public static final int MAX_STACK_DEPTH = 36;
    public static final int REQUEST_TIMEOUT = 40;

    private InitOut() {}
  }

  /** struct fuse_lseek_out. */
  public static final class LseekOut {
    public static final int SIZE = 8;
    public static final int OFFSET = 0;

    private LseekOut() {}
  }

  /** struct fuse_copy_file_range_out. */
  public static final class CopyFileRangeOut {
    public static final int SIZE = 8;
    public static final int BYTES_COPIED = 0;

    private CopyFileRangeOut() {}
  }

  /** struct fuse_dirent; its records are padded to {@link #ALIGNMENT}. */
  public static final class Dirent {
    /** FUSE_NAME_OFFSET. */
    public static final int SIZE = 24;

    public static final int INO = 0;
    public static final int OFF = 8;
    public static final int NAMELEN = 16;
    public static final int TYPE = 20;
    public static final int NAME = 24;
    public static final int ALIGNMENT = 8;

    private Dirent() {}
  }

  /** struct fuse_direntplus: an entry_out, then a dirent. */
  public static final class Direntplus {
    /** FUSE_NAME_OFFSET_DIRENTPLUS. */
    public static final int SIZE = 152;

    public static final int ENTRY_OUT = 0;
    public static final int DIRENT = 128;

    private Direntplus() {}
  }
}
