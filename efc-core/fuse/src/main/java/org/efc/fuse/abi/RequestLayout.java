// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.abi;

/** Structures the kernel sends: their sizes and the offsets of their fields, in bytes. */
public final class RequestLayout {
  private RequestLayout() {}

  /** struct fuse_in_header, before every request. */
  public static final class InHeader {
    public static final int SIZE = 40;
    public static final int LEN = 0;
    public static final int OPCODE = 4;
    public static final int UNIQUE = 8;
    public static final int NODEID = 16;
    public static final int UID = 24;
    public static final int GID = 28;
    public static final int PID = 32;
    public static final int TOTAL_EXTLEN = 36;

    private InHeader() {}
  }

  /** struct fuse_forget_in. */
  public static final class ForgetIn {
    public static final int SIZE = 8;
    public static final int NLOOKUP = 0;

    private ForgetIn() {}
  }

  /** struct fuse_forget_one, repeated after {@link BatchForgetIn}. */
  public static final class ForgetOne {
    public static final int SIZE = 16;
    public static final int NODEID = 0;
    public static final int NLOOKUP = 8;

    private ForgetOne() {}
  }

  /** struct fuse_batch_forget_in. */
  public static final class BatchForgetIn {
    public static final int SIZE = 8;
    public static final int COUNT = 0;

    private BatchForgetIn() {}
  }

  /** struct fuse_getattr_in. */
  public static final class GetattrIn {
    public static final int SIZE = 16;
    public static final int GETATTR_FLAGS = 0;
    public static final int FH = 8;

    private GetattrIn() {}
  }

  /** struct fuse_mknod_in. */
  public static final class MknodIn {
    public static final int SIZE = 16;
    public static final int MODE = 0;
    public static final int RDEV = 4;
    public static final int UMASK = 8;

    private MknodIn() {}
  }

  /** struct fuse_mkdir_in. */
  public static final class MkdirIn {
    public static final int SIZE = 8;
    public static final int MODE = 0;
    public static final int UMASK = 4;

    private MkdirIn() {}
  }

  /** struct fuse_rename_in. */
  public static final class RenameIn {
    public static final int SIZE = 8;
    public static final int NEWDIR = 0;

    private RenameIn() {}
  }

  /** struct fuse_rename2_in. */
  public static final class Rename2In {
    public static final int SIZE = 16;
    public static final int NEWDIR = 0;
    public static final int FLAGS = 8;

    private Rename2In() {}
  }

  /** struct fuse_link_in. */
  public static final class LinkIn {
    public static final int SIZE = 8;
    public static final int OLDNODEID = 0;

    private LinkIn() {}
  }

  /** struct fuse_setattr_in. */
  public static final class SetattrIn {
    public static final int SIZE = 88;
    public static final int VALID = 0;
    public static final int FH = 8;
    public static final int FILE_SIZE = 16;
    public static final int LOCK_OWNER = 24;
    public static final int ATIME = 32;
    public static final int MTIME = 40;
    public static final int CTIME = 48;
    public static final int ATIMENSEC = 56;
    public static final int MTIMENSEC = 60;
    public static final int CTIMENSEC = 64;
    public static final int MODE = 68;
    public static final int UID = 76;
    public static final int GID = 80;

    private SetattrIn() {}
  }

  /** struct fuse_open_in. */
  public static final class OpenIn {
    public static final int SIZE = 8;
    public static final int FLAGS = 0;
    public static final int OPEN_FLAGS = 4;

    private OpenIn() {}
  }

  /** struct fuse_create_in. */
  public static final class CreateIn {
    public static final int SIZE = 16;
    public static final int FLAGS = 0;
    public static final int MODE = 4;
    public static final int UMASK = 8;
    public static final int OPEN_FLAGS = 12;

    private CreateIn() {}
  }

  /** struct fuse_release_in. */
  public static final class ReleaseIn {
    public static final int SIZE = 24;
    public static final int FH = 0;
    public static final int FLAGS = 8;
    public static final int RELEASE_FLAGS = 12;
    public static final int LOCK_OWNER = 16;

    private ReleaseIn() {}
  }

  /** struct fuse_flush_in. */
  public static final class FlushIn {
    public static final int SIZE = 24;
    public static final int FH = 0;
    public static final int LOCK_OWNER = 16;

    private FlushIn() {}
  }

  /** struct fuse_read_in. */
  public static final class ReadIn {
    public static final int SIZE = 40;
    public static final int FH = 0;
    public static final int OFFSET = 8;
    public static final int READ_SIZE = 16;
    public static final int READ_FLAGS = 20;
    public static final int LOCK_OWNER = 24;
    public static final int FLAGS = 32;

    private ReadIn() {}
  }

  /** struct fuse_write_in. */
  public static final class WriteIn {
    public static final int SIZE = 40;
    public static final int FH = 0;
    public static final int OFFSET = 8;
    public static final int WRITE_SIZE = 16;
    public static final int WRITE_FLAGS = 20;
    public static final int LOCK_OWNER = 24;
    public static final int FLAGS = 32;

    private WriteIn() {}
  }

  /** struct fuse_fsync_in. */
  public static final class FsyncIn {
    public static final int SIZE = 16;
    public static final int FH = 0;
    public static final int FSYNC_FLAGS = 8;

    private FsyncIn() {}
  }

  /** struct fuse_setxattr_in, cut to FUSE_COMPAT_SETXATTR_IN_SIZE: no SETXATTR_EXT. */
  public static final class SetxattrIn {
    public static final int SIZE = 8;
    public static final int VALUE_SIZE = 0;
    public static final int FLAGS = 4;

    private SetxattrIn() {}
  }

  /** struct fuse_getxattr_in, of GETXATTR and LISTXATTR. */
  public static final class GetxattrIn {
    public static final int SIZE = 8;
    public static final int VALUE_SIZE = 0;

    private GetxattrIn() {}
  }

  /** struct fuse_lk_in, of GETLK, SETLK and SETLKW; START to PID are its struct fuse_file_lock. */
  public static final class LkIn {
    public static final int SIZE = 48;
    public static final int FH = 0;
    public static final int OWNER = 8;
    public static final int START = 16;
    public static final int END = 24;
    public static final int TYPE = 32;
    public static final int PID = 36;
    public static final int LK_FLAGS = 40;

    private LkIn() {}
  }

  /** struct fuse_access_in. */
  public static final class AccessIn {
    public static final int SIZE = 8;
    public static final int MASK = 0;

    private AccessIn() {}
  }

  /** struct fuse_init_in. */
  public static final class InitIn {
    public static final int SIZE = 64;

    /** Up to and without flags2, as a kernel before 7.36 sends it. */
    public static final int COMPAT_SIZE = 16;

    public static final int MAJOR = 0;
    public static final int MINOR = 4;
    public static final int MAX_READAHEAD = 8;
    public static final int FLAGS = 12;
    public static final int FLAGS2 = 16;

    private InitIn() {}
  }

  /** struct fuse_interrupt_in. */
  public static final class InterruptIn {
    public static final int SIZE = 8;
    public static final int UNIQUE = 0;

    private InterruptIn() {}
  }

  /** struct fuse_fallocate_in. */
  public static final class FallocateIn {
    public static final int SIZE = 32;
    public static final int FH = 0;
    public static final int OFFSET = 8;
    public static final int LENGTH = 16;
    public static final int MODE = 24;

    private FallocateIn() {}
  }

  /** struct fuse_notify_retrieve_in, of NOTIFY_REPLY. */
  public static final class NotifyRetrieveIn {
    public static final int SIZE = 40;
    public static final int OFFSET = 8;
    public static final int DATA_SIZE = 16;

    private NotifyRetrieveIn() {}
  }

  /** struct fuse_lseek_in. */
  public static final class LseekIn {
    public static final int SIZE = 24;
    public static final int FH = 0;
    public static final int OFFSET = 8;
    public static final int WHENCE = 16;

    private LseekIn() {}
  }

  /** struct fuse_copy_file_range_in, of both COPY_FILE_RANGE and COPY_FILE_RANGE_64. */
  public static final class CopyFileRangeIn {
    public static final int SIZE = 56;
    public static final int FH_IN = 0;
    public static final int OFF_IN = 8;
    public static final int NODEID_OUT = 16;
    public static final int FH_OUT = 24;
    public static final int OFF_OUT = 32;
    public static final int LEN = 40;
    public static final int FLAGS = 48;

    private CopyFileRangeIn() {}
  }

  /** struct fuse_ext_header, of the extensions behind the names. */
  public static final class ExtHeader {
    public static final int LENGTH = 8;
    public static final int SIZE = 0;
    public static final int TYPE = 4;

    private ExtHeader() {}
  }

  /** struct fuse_supp_groups, behind an {@link ExtHeader} of type EXT_GROUPS. */
  public static final class SuppGroups {
    public static final int SIZE = 4;
    public static final int NR_GROUPS = 0;
    public static final int GROUPS = 4;

    private SuppGroups() {}
  }
}
