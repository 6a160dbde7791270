// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every flag and code against the value that the kernel header of 7.45 gives to its name. */
class ConstantsTest {
  record Constant(String name, long ours, long theirs) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Constant> constants() {
    return Stream.of(
        new Constant("FUSE_ASYNC_READ", InitFlags.ASYNC_READ, 0x1L),
        new Constant("FUSE_POSIX_LOCKS", InitFlags.POSIX_LOCKS, 0x2L),
        new Constant("FUSE_FILE_OPS", InitFlags.FILE_OPS, 0x4L),
        new Constant("FUSE_ATOMIC_O_TRUNC", InitFlags.ATOMIC_O_TRUNC, 0x8L),
        new Constant("FUSE_EXPORT_SUPPORT", InitFlags.EXPORT_SUPPORT, 0x10L),
        new Constant("FUSE_BIG_WRITES", InitFlags.BIG_WRITES, 0x20L),
        new Constant("FUSE_DONT_MASK", InitFlags.DONT_MASK, 0x40L),
        new Constant("FUSE_SPLICE_WRITE", InitFlags.SPLICE_WRITE, 0x80L),
        new Constant("FUSE_SPLICE_MOVE", InitFlags.SPLICE_MOVE, 0x100L),
        new Constant("FUSE_SPLICE_READ", InitFlags.SPLICE_READ, 0x200L),
        new Constant("FUSE_FLOCK_LOCKS", InitFlags.FLOCK_LOCKS, 0x400L),
        new Constant("FUSE_HAS_IOCTL_DIR", InitFlags.HAS_IOCTL_DIR, 0x800L),
        new Constant("FUSE_AUTO_INVAL_DATA", InitFlags.AUTO_INVAL_DATA, 0x1000L),
        new Constant("FUSE_DO_READDIRPLUS", InitFlags.DO_READDIRPLUS, 0x2000L),
        new Constant("FUSE_READDIRPLUS_AUTO", InitFlags.READDIRPLUS_AUTO, 0x4000L),
        new Constant("FUSE_ASYNC_DIO", InitFlags.ASYNC_DIO, 0x8000L),
        new Constant("FUSE_WRITEBACK_CACHE", InitFlags.WRITEBACK_CACHE, 0x10000L),
        new Constant("FUSE_NO_OPEN_SUPPORT", InitFlags.NO_OPEN_SUPPORT, 0x20000L),
        new Constant("FUSE_PARALLEL_DIROPS", InitFlags.PARALLEL_DIROPS, 0x40000L),
        new Constant("FUSE_HANDLE_KILLPRIV", InitFlags.HANDLE_KILLPRIV, 0x80000L),
        new Constant("FUSE_POSIX_ACL", InitFlags.POSIX_ACL, 0x100000L),
        new Constant("FUSE_ABORT_ERROR", InitFlags.ABORT_ERROR, 0x200000L),
        new Constant("FUSE_MAX_PAGES", InitFlags.MAX_PAGES, 0x400000L),
        new Constant("FUSE_CACHE_SYMLINKS", InitFlags.CACHE_SYMLINKS, 0x800000L),
        new Constant("FUSE_NO_OPENDIR_SUPPORT", InitFlags.NO_OPENDIR_SUPPORT, 0x1000000L),
        new Constant("FUSE_EXPLICIT_INVAL_DATA", InitFlags.EXPLICIT_INVAL_DATA, 0x2000000L),
        new Constant("FUSE_MAP_ALIGNMENT", InitFlags.MAP_ALIGNMENT, 0x4000000L),
        new Constant("FUSE_SUBMOUNTS", InitFlags.SUBMOUNTS, 0x8000000L),
        new Constant("FUSE_HANDLE_KILLPRIV_V2", InitFlags.HANDLE_KILLPRIV_V2, 0x10000000L),
        new Constant("FUSE_SETXATTR_EXT", InitFlags.SETXATTR_EXT, 0x20000000L),
        new Constant("FUSE_INIT_EXT", InitFlags.INIT_EXT, 0x40000000L),
        new Constant("FUSE_INIT_RESERVED", InitFlags.INIT_RESERVED, 0x80000000L),
        new Constant("FUSE_SECURITY_CTX", InitFlags.SECURITY_CTX, 0x100000000L),
        new Constant("FUSE_HAS_INODE_DAX", InitFlags.HAS_INODE_DAX, 0x200000000L),
        new Constant("FUSE_CREATE_SUPP_GROUP", InitFlags.CREATE_SUPP_GROUP, 0x400000000L),
        new Constant("FUSE_HAS_EXPIRE_ONLY", InitFlags.HAS_EXPIRE_ONLY, 0x800000000L),
        new Constant("FUSE_DIRECT_IO_ALLOW_MMAP", InitFlags.DIRECT_IO_ALLOW_MMAP, 0x1000000000L),
        new Constant("FUSE_PASSTHROUGH", InitFlags.PASSTHROUGH, 0x2000000000L),
        new Constant("FUSE_NO_EXPORT_SUPPORT", InitFlags.NO_EXPORT_SUPPORT, 0x4000000000L),
        new Constant("FUSE_HAS_RESEND", InitFlags.HAS_RESEND, 0x8000000000L),
        new Constant("FUSE_ALLOW_IDMAP", InitFlags.ALLOW_IDMAP, 0x10000000000L),
        new Constant("FUSE_OVER_IO_URING", InitFlags.OVER_IO_URING, 0x20000000000L),
        new Constant("FUSE_REQUEST_TIMEOUT", InitFlags.REQUEST_TIMEOUT, 0x40000000000L),
        new Constant("FOPEN_DIRECT_IO", OpenReplyFlags.DIRECT_IO, 0x1L),
        new Constant("FOPEN_KEEP_CACHE", OpenReplyFlags.KEEP_CACHE, 0x2L),
        new Constant("FOPEN_NONSEEKABLE", OpenReplyFlags.NONSEEKABLE, 0x4L),
        new Constant("FOPEN_CACHE_DIR", OpenReplyFlags.CACHE_DIR, 0x8L),
        new Constant("FOPEN_STREAM", OpenReplyFlags.STREAM, 0x10L),
        new Constant("FOPEN_NOFLUSH", OpenReplyFlags.NOFLUSH, 0x20L),
        new Constant("FOPEN_PARALLEL_DIRECT_WRITES", OpenReplyFlags.PARALLEL_DIRECT_WRITES, 0x40L),
        new Constant("FOPEN_PASSTHROUGH", OpenReplyFlags.PASSTHROUGH, 0x80L),
        new Constant("FATTR_MODE", RequestFlags.FATTR_MODE, 0x1L),
        new Constant("FATTR_UID", RequestFlags.FATTR_UID, 0x2L),
        new Constant("FATTR_GID", RequestFlags.FATTR_GID, 0x4L),
        new Constant("FATTR_SIZE", RequestFlags.FATTR_SIZE, 0x8L),
        new Constant("FATTR_ATIME", RequestFlags.FATTR_ATIME, 0x10L),
        new Constant("FATTR_MTIME", RequestFlags.FATTR_MTIME, 0x20L),
        new Constant("FATTR_FH", RequestFlags.FATTR_FH, 0x40L),
        new Constant("FATTR_ATIME_NOW", RequestFlags.FATTR_ATIME_NOW, 0x80L),
        new Constant("FATTR_MTIME_NOW", RequestFlags.FATTR_MTIME_NOW, 0x100L),
        new Constant("FATTR_LOCKOWNER", RequestFlags.FATTR_LOCKOWNER, 0x200L),
        new Constant("FATTR_CTIME", RequestFlags.FATTR_CTIME, 0x400L),
        new Constant("FATTR_KILL_SUIDGID", RequestFlags.FATTR_KILL_SUIDGID, 0x800L),
        new Constant("FUSE_RELEASE_FLUSH", RequestFlags.RELEASE_FLUSH, 0x1L),
        new Constant("FUSE_RELEASE_FLOCK_UNLOCK", RequestFlags.RELEASE_FLOCK_UNLOCK, 0x2L),
        new Constant("FUSE_GETATTR_FH", RequestFlags.GETATTR_FH, 0x1L),
        new Constant("FUSE_WRITE_CACHE", RequestFlags.WRITE_CACHE, 0x1L),
        new Constant("FUSE_WRITE_LOCKOWNER", RequestFlags.WRITE_LOCKOWNER, 0x2L),
        new Constant("FUSE_WRITE_KILL_SUIDGID", RequestFlags.WRITE_KILL_SUIDGID, 0x4L),
        new Constant("FUSE_READ_LOCKOWNER", RequestFlags.READ_LOCKOWNER, 0x2L),
        new Constant("FUSE_FSYNC_FDATASYNC", RequestFlags.FSYNC_FDATASYNC, 0x1L),
        new Constant("FUSE_OPEN_KILL_SUIDGID", RequestFlags.OPEN_KILL_SUIDGID, 0x1L),
        new Constant("FUSE_ATTR_SUBMOUNT", RequestFlags.ATTR_SUBMOUNT, 0x1L),
        new Constant("FUSE_ATTR_DAX", RequestFlags.ATTR_DAX, 0x2L),
        new Constant("FUSE_MAX_NR_SECCTX", RequestFlags.MAX_NR_SECCTX, 0x1fL),
        new Constant("FUSE_EXT_GROUPS", RequestFlags.EXT_GROUPS, 0x20L),
        new Constant("FUSE_NOTIFY_POLL", NotifyCode.POLL, 0x1L),
        new Constant("FUSE_NOTIFY_INVAL_INODE", NotifyCode.INVAL_INODE, 0x2L),
        new Constant("FUSE_NOTIFY_INVAL_ENTRY", NotifyCode.INVAL_ENTRY, 0x3L),
        new Constant("FUSE_NOTIFY_STORE", NotifyCode.STORE, 0x4L),
        new Constant("FUSE_NOTIFY_RETRIEVE", NotifyCode.RETRIEVE, 0x5L),
        new Constant("FUSE_NOTIFY_DELETE", NotifyCode.DELETE, 0x6L),
        new Constant("FUSE_NOTIFY_RESEND", NotifyCode.RESEND, 0x7L),
        new Constant("FUSE_NOTIFY_INC_EPOCH", NotifyCode.INC_EPOCH, 0x8L),
        new Constant("FUSE_NOTIFY_PRUNE", NotifyCode.PRUNE, 0x9L),
        new Constant("FUSE_EXPIRE_ONLY", NotifyCode.EXPIRE_ONLY, 0x1L),
        new Constant("FUSE_KERNEL_VERSION", Protocol.MAJOR, 0x7L),
        new Constant("FUSE_KERNEL_MINOR_VERSION", Protocol.MINOR, 0x2dL),
        new Constant("FUSE_ROOT_ID", Protocol.ROOT_ID, 0x1L),
        new Constant("FUSE_MIN_READ_BUFFER", Protocol.MIN_READ_BUFFER, 0x2000L),
        new Constant("FUSE_UNIQUE_RESEND", Protocol.UNIQUE_RESEND, 0x8000000000000000L),
        new Constant("FUSE_INVALID_UIDGID", Protocol.INVALID_UIDGID, 0xffffffffffffffffL),
        new Constant("FUSE_DEV_IOC_CLONE", Protocol.DEV_IOC_CLONE, 0x8004e500L),
        new Constant("FUSE_DEV_IOC_BACKING_OPEN", Protocol.DEV_IOC_BACKING_OPEN, 0x4010e501L),
        new Constant("FUSE_DEV_IOC_BACKING_CLOSE", Protocol.DEV_IOC_BACKING_CLOSE, 0x4004e502L),
        new Constant("FUSE_DEV_IOC_SYNC_INIT", Protocol.DEV_IOC_SYNC_INIT, 0xe503L));
  }

  @ParameterizedTest
  @MethodSource("constants")
  void isAsInTheKernelHeader(Constant constant) {
    assertThat(constant.ours()).isEqualTo(constant.theirs());
  }
}
