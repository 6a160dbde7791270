// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every size and offset against the numbers of include/uapi/linux/fuse.h 7.45, and, where there are
 * a compiler and a header, against that header as far as it goes.
 */
class LayoutTest {
  private static final Path HEADER = Path.of("/usr/include/linux/fuse.h");

  /** Later than 7.37: not in the header of every distribution in use. */
  private static final List<String> NEW =
      List.of(
          "fuse_in_header.total_extlen",
          "fuse_ext_header",
          "fuse_supp_groups",
          "fuse_open_out.backing_id",
          "fuse_init_out.max_stack_depth",
          "fuse_init_out.request_timeout",
          "fuse_copy_file_range_out",
          "fuse_notify_prune_out");

  /** A size (of an empty field) or an offset: what we say, and what the header says. */
  record Layout(String struct, String field, int ours, int theirs) {
    @Override
    public String toString() {
      return field.isEmpty() ? struct : struct + "." + field;
    }

    String expression() {
      return field.isEmpty()
          ? "sizeof(struct " + struct + ")"
          : "offsetof(struct " + struct + ", " + field + ")";
    }
  }

  static Stream<Layout> layouts() {
    return Stream.of(
        new Layout("fuse_in_header", "", RequestLayout.InHeader.SIZE, 40),
        new Layout("fuse_in_header", "len", RequestLayout.InHeader.LEN, 0),
        new Layout("fuse_in_header", "opcode", RequestLayout.InHeader.OPCODE, 4),
        new Layout("fuse_in_header", "unique", RequestLayout.InHeader.UNIQUE, 8),
        new Layout("fuse_in_header", "nodeid", RequestLayout.InHeader.NODEID, 16),
        new Layout("fuse_in_header", "uid", RequestLayout.InHeader.UID, 24),
        new Layout("fuse_in_header", "gid", RequestLayout.InHeader.GID, 28),
        new Layout("fuse_in_header", "pid", RequestLayout.InHeader.PID, 32),
        new Layout("fuse_in_header", "total_extlen", RequestLayout.InHeader.TOTAL_EXTLEN, 36),
        new Layout("fuse_forget_in", "", RequestLayout.ForgetIn.SIZE, 8),
        new Layout("fuse_forget_in", "nlookup", RequestLayout.ForgetIn.NLOOKUP, 0),
        new Layout("fuse_forget_one", "", RequestLayout.ForgetOne.SIZE, 16),
        new Layout("fuse_forget_one", "nodeid", RequestLayout.ForgetOne.NODEID, 0),
        new Layout("fuse_forget_one", "nlookup", RequestLayout.ForgetOne.NLOOKUP, 8),
        new Layout("fuse_batch_forget_in", "", RequestLayout.BatchForgetIn.SIZE, 8),
        new Layout("fuse_batch_forget_in", "count", RequestLayout.BatchForgetIn.COUNT, 0),
        new Layout("fuse_getattr_in", "", RequestLayout.GetattrIn.SIZE, 16),
        new Layout("fuse_getattr_in", "getattr_flags", RequestLayout.GetattrIn.GETATTR_FLAGS, 0),
        new Layout("fuse_getattr_in", "fh", RequestLayout.GetattrIn.FH, 8),
        new Layout("fuse_mknod_in", "", RequestLayout.MknodIn.SIZE, 16),
        new Layout("fuse_mknod_in", "mode", RequestLayout.MknodIn.MODE, 0),
        new Layout("fuse_mknod_in", "rdev", RequestLayout.MknodIn.RDEV, 4),
        new Layout("fuse_mknod_in", "umask", RequestLayout.MknodIn.UMASK, 8),
        new Layout("fuse_mkdir_in", "", RequestLayout.MkdirIn.SIZE, 8),
        new Layout("fuse_mkdir_in", "mode", RequestLayout.MkdirIn.MODE, 0),
        new Layout("fuse_mkdir_in", "umask", RequestLayout.MkdirIn.UMASK, 4),
        new Layout("fuse_rename_in", "", RequestLayout.RenameIn.SIZE, 8),
        new Layout("fuse_rename_in", "newdir", RequestLayout.RenameIn.NEWDIR, 0),
        new Layout("fuse_rename2_in", "", RequestLayout.Rename2In.SIZE, 16),
        new Layout("fuse_rename2_in", "newdir", RequestLayout.Rename2In.NEWDIR, 0),
        new Layout("fuse_rename2_in", "flags", RequestLayout.Rename2In.FLAGS, 8),
        new Layout("fuse_link_in", "", RequestLayout.LinkIn.SIZE, 8),
        new Layout("fuse_link_in", "oldnodeid", RequestLayout.LinkIn.OLDNODEID, 0),
        new Layout("fuse_setattr_in", "", RequestLayout.SetattrIn.SIZE, 88),
        new Layout("fuse_setattr_in", "valid", RequestLayout.SetattrIn.VALID, 0),
        new Layout("fuse_setattr_in", "fh", RequestLayout.SetattrIn.FH, 8),
        new Layout("fuse_setattr_in", "size", RequestLayout.SetattrIn.FILE_SIZE, 16),
        new Layout("fuse_setattr_in", "lock_owner", RequestLayout.SetattrIn.LOCK_OWNER, 24),
        new Layout("fuse_setattr_in", "atime", RequestLayout.SetattrIn.ATIME, 32),
        new Layout("fuse_setattr_in", "mtime", RequestLayout.SetattrIn.MTIME, 40),
        new Layout("fuse_setattr_in", "ctime", RequestLayout.SetattrIn.CTIME, 48),
        new Layout("fuse_setattr_in", "atimensec", RequestLayout.SetattrIn.ATIMENSEC, 56),
        new Layout("fuse_setattr_in", "mtimensec", RequestLayout.SetattrIn.MTIMENSEC, 60),
        new Layout("fuse_setattr_in", "ctimensec", RequestLayout.SetattrIn.CTIMENSEC, 64),
        new Layout("fuse_setattr_in", "mode", RequestLayout.SetattrIn.MODE, 68),
        new Layout("fuse_setattr_in", "uid", RequestLayout.SetattrIn.UID, 76),
        new Layout("fuse_setattr_in", "gid", RequestLayout.SetattrIn.GID, 80),
        new Layout("fuse_open_in", "", RequestLayout.OpenIn.SIZE, 8),
        new Layout("fuse_open_in", "flags", RequestLayout.OpenIn.FLAGS, 0),
        new Layout("fuse_open_in", "open_flags", RequestLayout.OpenIn.OPEN_FLAGS, 4),
        new Layout("fuse_create_in", "", RequestLayout.CreateIn.SIZE, 16),
        new Layout("fuse_create_in", "flags", RequestLayout.CreateIn.FLAGS, 0),
        new Layout("fuse_create_in", "mode", RequestLayout.CreateIn.MODE, 4),
        new Layout("fuse_create_in", "umask", RequestLayout.CreateIn.UMASK, 8),
        new Layout("fuse_create_in", "open_flags", RequestLayout.CreateIn.OPEN_FLAGS, 12),
        new Layout("fuse_release_in", "", RequestLayout.ReleaseIn.SIZE, 24),
        new Layout("fuse_release_in", "fh", RequestLayout.ReleaseIn.FH, 0),
        new Layout("fuse_release_in", "flags", RequestLayout.ReleaseIn.FLAGS, 8),
        new Layout("fuse_release_in", "release_flags", RequestLayout.ReleaseIn.RELEASE_FLAGS, 12),
        new Layout("fuse_release_in", "lock_owner", RequestLayout.ReleaseIn.LOCK_OWNER, 16),
        new Layout("fuse_flush_in", "", RequestLayout.FlushIn.SIZE, 24),
        new Layout("fuse_flush_in", "fh", RequestLayout.FlushIn.FH, 0),
        new Layout("fuse_flush_in", "lock_owner", RequestLayout.FlushIn.LOCK_OWNER, 16),
        new Layout("fuse_read_in", "", RequestLayout.ReadIn.SIZE, 40),
        new Layout("fuse_read_in", "fh", RequestLayout.ReadIn.FH, 0),
        new Layout("fuse_read_in", "offset", RequestLayout.ReadIn.OFFSET, 8),
        new Layout("fuse_read_in", "size", RequestLayout.ReadIn.READ_SIZE, 16),
        new Layout("fuse_read_in", "read_flags", RequestLayout.ReadIn.READ_FLAGS, 20),
        new Layout("fuse_read_in", "lock_owner", RequestLayout.ReadIn.LOCK_OWNER, 24),
        new Layout("fuse_read_in", "flags", RequestLayout.ReadIn.FLAGS, 32),
        new Layout("fuse_write_in", "", RequestLayout.WriteIn.SIZE, 40),
        new Layout("fuse_write_in", "fh", RequestLayout.WriteIn.FH, 0),
        new Layout("fuse_write_in", "offset", RequestLayout.WriteIn.OFFSET, 8),
        new Layout("fuse_write_in", "size", RequestLayout.WriteIn.WRITE_SIZE, 16),
        new Layout("fuse_write_in", "write_flags", RequestLayout.WriteIn.WRITE_FLAGS, 20),
        new Layout("fuse_write_in", "lock_owner", RequestLayout.WriteIn.LOCK_OWNER, 24),
        new Layout("fuse_write_in", "flags", RequestLayout.WriteIn.FLAGS, 32),
        new Layout("fuse_fsync_in", "", RequestLayout.FsyncIn.SIZE, 16),
        new Layout("fuse_fsync_in", "fh", RequestLayout.FsyncIn.FH, 0),
        new Layout("fuse_fsync_in", "fsync_flags", RequestLayout.FsyncIn.FSYNC_FLAGS, 8),
        new Layout("fuse_setxattr_in", "size", RequestLayout.SetxattrIn.VALUE_SIZE, 0),
        new Layout("fuse_setxattr_in", "flags", RequestLayout.SetxattrIn.FLAGS, 4),
        new Layout("fuse_getxattr_in", "", RequestLayout.GetxattrIn.SIZE, 8),
        new Layout("fuse_getxattr_in", "size", RequestLayout.GetxattrIn.VALUE_SIZE, 0),
        new Layout("fuse_access_in", "", RequestLayout.AccessIn.SIZE, 8),
        new Layout("fuse_access_in", "mask", RequestLayout.AccessIn.MASK, 0),
        new Layout("fuse_init_in", "", RequestLayout.InitIn.SIZE, 64),
        new Layout("fuse_init_in", "major", RequestLayout.InitIn.MAJOR, 0),
        new Layout("fuse_init_in", "minor", RequestLayout.InitIn.MINOR, 4),
        new Layout("fuse_init_in", "max_readahead", RequestLayout.InitIn.MAX_READAHEAD, 8),
        new Layout("fuse_init_in", "flags", RequestLayout.InitIn.FLAGS, 12),
        new Layout("fuse_init_in", "flags2", RequestLayout.InitIn.FLAGS2, 16),
        new Layout("fuse_interrupt_in", "", RequestLayout.InterruptIn.SIZE, 8),
        new Layout("fuse_interrupt_in", "unique", RequestLayout.InterruptIn.UNIQUE, 0),
        new Layout("fuse_fallocate_in", "", RequestLayout.FallocateIn.SIZE, 32),
        new Layout("fuse_fallocate_in", "fh", RequestLayout.FallocateIn.FH, 0),
        new Layout("fuse_fallocate_in", "offset", RequestLayout.FallocateIn.OFFSET, 8),
        new Layout("fuse_fallocate_in", "length", RequestLayout.FallocateIn.LENGTH, 16),
        new Layout("fuse_fallocate_in", "mode", RequestLayout.FallocateIn.MODE, 24),
        new Layout("fuse_notify_retrieve_in", "", RequestLayout.NotifyRetrieveIn.SIZE, 40),
        new Layout("fuse_notify_retrieve_in", "offset", RequestLayout.NotifyRetrieveIn.OFFSET, 8),
        new Layout("fuse_notify_retrieve_in", "size", RequestLayout.NotifyRetrieveIn.DATA_SIZE, 16),
        new Layout("fuse_lk_in", "", RequestLayout.LkIn.SIZE, 48),
        new Layout("fuse_lk_in", "fh", RequestLayout.LkIn.FH, 0),
        new Layout("fuse_lk_in", "owner", RequestLayout.LkIn.OWNER, 8),
        new Layout("fuse_lk_in", "lk.start", RequestLayout.LkIn.START, 16),
        new Layout("fuse_lk_in", "lk.end", RequestLayout.LkIn.END, 24),
        new Layout("fuse_lk_in", "lk.type", RequestLayout.LkIn.TYPE, 32),
        new Layout("fuse_lk_in", "lk.pid", RequestLayout.LkIn.PID, 36),
        new Layout("fuse_lk_in", "lk_flags", RequestLayout.LkIn.LK_FLAGS, 40),
        new Layout("fuse_lseek_in", "", RequestLayout.LseekIn.SIZE, 24),
        new Layout("fuse_lseek_in", "fh", RequestLayout.LseekIn.FH, 0),
        new Layout("fuse_lseek_in", "offset", RequestLayout.LseekIn.OFFSET, 8),
        new Layout("fuse_lseek_in", "whence", RequestLayout.LseekIn.WHENCE, 16),
        new Layout("fuse_copy_file_range_in", "", RequestLayout.CopyFileRangeIn.SIZE, 56),
        new Layout("fuse_copy_file_range_in", "fh_in", RequestLayout.CopyFileRangeIn.FH_IN, 0),
        new Layout("fuse_copy_file_range_in", "off_in", RequestLayout.CopyFileRangeIn.OFF_IN, 8),
        new Layout(
            "fuse_copy_file_range_in", "nodeid_out", RequestLayout.CopyFileRangeIn.NODEID_OUT, 16),
        new Layout("fuse_copy_file_range_in", "fh_out", RequestLayout.CopyFileRangeIn.FH_OUT, 24),
        new Layout("fuse_copy_file_range_in", "off_out", RequestLayout.CopyFileRangeIn.OFF_OUT, 32),
        new Layout("fuse_copy_file_range_in", "len", RequestLayout.CopyFileRangeIn.LEN, 40),
        new Layout("fuse_copy_file_range_in", "flags", RequestLayout.CopyFileRangeIn.FLAGS, 48),
        new Layout("fuse_ext_header", "", RequestLayout.ExtHeader.LENGTH, 8),
        new Layout("fuse_ext_header", "size", RequestLayout.ExtHeader.SIZE, 0),
        new Layout("fuse_ext_header", "type", RequestLayout.ExtHeader.TYPE, 4),
        new Layout("fuse_supp_groups", "", RequestLayout.SuppGroups.SIZE, 4),
        new Layout("fuse_supp_groups", "nr_groups", RequestLayout.SuppGroups.NR_GROUPS, 0),
        new Layout("fuse_supp_groups", "groups", RequestLayout.SuppGroups.GROUPS, 4),
        new Layout("fuse_out_header", "", ReplyLayout.OutHeader.SIZE, 16),
        new Layout("fuse_out_header", "len", ReplyLayout.OutHeader.LEN, 0),
        new Layout("fuse_out_header", "error", ReplyLayout.OutHeader.ERROR, 4),
        new Layout("fuse_out_header", "unique", ReplyLayout.OutHeader.UNIQUE, 8),
        new Layout("fuse_attr", "", ReplyLayout.Attr.SIZE, 88),
        new Layout("fuse_attr", "ino", ReplyLayout.Attr.INO, 0),
        new Layout("fuse_attr", "size", ReplyLayout.Attr.FILE_SIZE, 8),
        new Layout("fuse_attr", "blocks", ReplyLayout.Attr.BLOCKS, 16),
        new Layout("fuse_attr", "atime", ReplyLayout.Attr.ATIME, 24),
        new Layout("fuse_attr", "mtime", ReplyLayout.Attr.MTIME, 32),
        new Layout("fuse_attr", "ctime", ReplyLayout.Attr.CTIME, 40),
        new Layout("fuse_attr", "atimensec", ReplyLayout.Attr.ATIMENSEC, 48),
        new Layout("fuse_attr", "mtimensec", ReplyLayout.Attr.MTIMENSEC, 52),
        new Layout("fuse_attr", "ctimensec", ReplyLayout.Attr.CTIMENSEC, 56),
        new Layout("fuse_attr", "mode", ReplyLayout.Attr.MODE, 60),
        new Layout("fuse_attr", "nlink", ReplyLayout.Attr.NLINK, 64),
        new Layout("fuse_attr", "uid", ReplyLayout.Attr.UID, 68),
        new Layout("fuse_attr", "gid", ReplyLayout.Attr.GID, 72),
        new Layout("fuse_attr", "rdev", ReplyLayout.Attr.RDEV, 76),
        new Layout("fuse_attr", "blksize", ReplyLayout.Attr.BLKSIZE, 80),
        new Layout("fuse_attr", "flags", ReplyLayout.Attr.FLAGS, 84),
        new Layout("fuse_entry_out", "", ReplyLayout.EntryOut.SIZE, 128),
        new Layout("fuse_entry_out", "nodeid", ReplyLayout.EntryOut.NODEID, 0),
        new Layout("fuse_entry_out", "generation", ReplyLayout.EntryOut.GENERATION, 8),
        new Layout("fuse_entry_out", "entry_valid", ReplyLayout.EntryOut.ENTRY_VALID, 16),
        new Layout("fuse_entry_out", "attr_valid", ReplyLayout.EntryOut.ATTR_VALID, 24),
        new Layout("fuse_entry_out", "entry_valid_nsec", ReplyLayout.EntryOut.ENTRY_VALID_NSEC, 32),
        new Layout("fuse_entry_out", "attr_valid_nsec", ReplyLayout.EntryOut.ATTR_VALID_NSEC, 36),
        new Layout("fuse_entry_out", "attr", ReplyLayout.EntryOut.ATTR, 40),
        new Layout("fuse_attr_out", "", ReplyLayout.AttrOut.SIZE, 104),
        new Layout("fuse_attr_out", "attr_valid", ReplyLayout.AttrOut.ATTR_VALID, 0),
        new Layout("fuse_attr_out", "attr_valid_nsec", ReplyLayout.AttrOut.ATTR_VALID_NSEC, 8),
        new Layout("fuse_attr_out", "attr", ReplyLayout.AttrOut.ATTR, 16),
        new Layout("fuse_open_out", "", ReplyLayout.OpenOut.SIZE, 16),
        new Layout("fuse_open_out", "fh", ReplyLayout.OpenOut.FH, 0),
        new Layout("fuse_open_out", "open_flags", ReplyLayout.OpenOut.OPEN_FLAGS, 8),
        new Layout("fuse_open_out", "backing_id", ReplyLayout.OpenOut.BACKING_ID, 12),
        new Layout("fuse_write_out", "", ReplyLayout.WriteOut.SIZE, 8),
        new Layout("fuse_write_out", "size", ReplyLayout.WriteOut.WRITTEN, 0),
        new Layout("fuse_kstatfs", "", ReplyLayout.StatfsOut.SIZE, 80),
        new Layout("fuse_kstatfs", "blocks", ReplyLayout.StatfsOut.BLOCKS, 0),
        new Layout("fuse_kstatfs", "bfree", ReplyLayout.StatfsOut.BFREE, 8),
        new Layout("fuse_kstatfs", "bavail", ReplyLayout.StatfsOut.BAVAIL, 16),
        new Layout("fuse_kstatfs", "files", ReplyLayout.StatfsOut.FILES, 24),
        new Layout("fuse_kstatfs", "ffree", ReplyLayout.StatfsOut.FFREE, 32),
        new Layout("fuse_kstatfs", "bsize", ReplyLayout.StatfsOut.BSIZE, 40),
        new Layout("fuse_kstatfs", "namelen", ReplyLayout.StatfsOut.NAMELEN, 44),
        new Layout("fuse_kstatfs", "frsize", ReplyLayout.StatfsOut.FRSIZE, 48),
        new Layout("fuse_getxattr_out", "", ReplyLayout.GetxattrOut.SIZE, 8),
        new Layout("fuse_getxattr_out", "size", ReplyLayout.GetxattrOut.VALUE_SIZE, 0),
        new Layout("fuse_init_out", "", ReplyLayout.InitOut.SIZE, 64),
        new Layout("fuse_init_out", "major", ReplyLayout.InitOut.MAJOR, 0),
        new Layout("fuse_init_out", "minor", ReplyLayout.InitOut.MINOR, 4),
        new Layout("fuse_init_out", "max_readahead", ReplyLayout.InitOut.MAX_READAHEAD, 8),
        new Layout("fuse_init_out", "flags", ReplyLayout.InitOut.FLAGS, 12),
        new Layout("fuse_init_out", "max_background", ReplyLayout.InitOut.MAX_BACKGROUND, 16),
        new Layout(
            "fuse_init_out", "congestion_threshold", ReplyLayout.InitOut.CONGESTION_THRESHOLD, 18),
        new Layout("fuse_init_out", "max_write", ReplyLayout.InitOut.MAX_WRITE, 20),
        new Layout("fuse_init_out", "time_gran", ReplyLayout.InitOut.TIME_GRAN, 24),
        new Layout("fuse_init_out", "max_pages", ReplyLayout.InitOut.MAX_PAGES, 28),
        new Layout("fuse_init_out", "map_alignment", ReplyLayout.InitOut.MAP_ALIGNMENT, 30),
        new Layout("fuse_init_out", "flags2", ReplyLayout.InitOut.FLAGS2, 32),
        new Layout("fuse_init_out", "max_stack_depth", ReplyLayout.InitOut.MAX_STACK_DEPTH, 36),
        new Layout("fuse_init_out", "request_timeout", ReplyLayout.InitOut.REQUEST_TIMEOUT, 40),
        new Layout("fuse_lseek_out", "", ReplyLayout.LseekOut.SIZE, 8),
        new Layout("fuse_lseek_out", "offset", ReplyLayout.LseekOut.OFFSET, 0),
        new Layout("fuse_copy_file_range_out", "", ReplyLayout.CopyFileRangeOut.SIZE, 8),
        new Layout(
            "fuse_copy_file_range_out",
            "bytes_copied",
            ReplyLayout.CopyFileRangeOut.BYTES_COPIED,
            0),
        new Layout("fuse_dirent", "", ReplyLayout.Dirent.SIZE, 24),
        new Layout("fuse_dirent", "ino", ReplyLayout.Dirent.INO, 0),
        new Layout("fuse_dirent", "off", ReplyLayout.Dirent.OFF, 8),
        new Layout("fuse_dirent", "namelen", ReplyLayout.Dirent.NAMELEN, 16),
        new Layout("fuse_dirent", "type", ReplyLayout.Dirent.TYPE, 20),
        new Layout("fuse_dirent", "name", ReplyLayout.Dirent.NAME, 24),
        new Layout("fuse_direntplus", "entry_out", ReplyLayout.Direntplus.ENTRY_OUT, 0),
        new Layout("fuse_direntplus", "dirent", ReplyLayout.Direntplus.DIRENT, 128),
        new Layout("fuse_notify_inval_inode_out", "", NotifyLayout.InvalInode.SIZE, 24),
        new Layout("fuse_notify_inval_inode_out", "ino", NotifyLayout.InvalInode.INO, 0),
        new Layout("fuse_notify_inval_inode_out", "off", NotifyLayout.InvalInode.OFF, 8),
        new Layout("fuse_notify_inval_inode_out", "len", NotifyLayout.InvalInode.LEN, 16),
        new Layout("fuse_notify_inval_entry_out", "", NotifyLayout.InvalEntry.SIZE, 16),
        new Layout("fuse_notify_inval_entry_out", "parent", NotifyLayout.InvalEntry.PARENT, 0),
        new Layout("fuse_notify_inval_entry_out", "namelen", NotifyLayout.InvalEntry.NAMELEN, 8),
        new Layout("fuse_notify_inval_entry_out", "flags", NotifyLayout.InvalEntry.FLAGS, 12),
        new Layout("fuse_notify_delete_out", "", NotifyLayout.Delete.SIZE, 24),
        new Layout("fuse_notify_delete_out", "parent", NotifyLayout.Delete.PARENT, 0),
        new Layout("fuse_notify_delete_out", "child", NotifyLayout.Delete.CHILD, 8),
        new Layout("fuse_notify_delete_out", "namelen", NotifyLayout.Delete.NAMELEN, 16),
        new Layout("fuse_notify_store_out", "", NotifyLayout.Store.SIZE, 24),
        new Layout("fuse_notify_store_out", "nodeid", NotifyLayout.Store.NODEID, 0),
        new Layout("fuse_notify_store_out", "offset", NotifyLayout.Store.OFFSET, 8),
        new Layout("fuse_notify_store_out", "size", NotifyLayout.Store.DATA_SIZE, 16),
        new Layout("fuse_notify_retrieve_out", "", NotifyLayout.Retrieve.SIZE, 32),
        new Layout(
            "fuse_notify_retrieve_out", "notify_unique", NotifyLayout.Retrieve.NOTIFY_UNIQUE, 0),
        new Layout("fuse_notify_retrieve_out", "nodeid", NotifyLayout.Retrieve.NODEID, 8),
        new Layout("fuse_notify_retrieve_out", "offset", NotifyLayout.Retrieve.OFFSET, 16),
        new Layout("fuse_notify_retrieve_out", "size", NotifyLayout.Retrieve.DATA_SIZE, 24),
        new Layout("fuse_notify_prune_out", "", NotifyLayout.Prune.SIZE, 16),
        new Layout("fuse_notify_prune_out", "count", NotifyLayout.Prune.COUNT, 0));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void isAsInTheKernelHeader(Layout layout) {
    assertThat(layout.ours()).isEqualTo(layout.theirs());
  }

  @Test
  void installedHeaderSaysTheSame(@TempDir Path directory) throws Exception {
    assumeTrue(Files.exists(HEADER), "no " + HEADER);
    List<Layout> known =
        layouts().filter(each -> NEW.stream().noneMatch(each.toString()::startsWith)).toList();
    StringBuilder program =
        new StringBuilder("#include <stdio.h>\n#include <stddef.h>\n#include <linux/fuse.h>\n");
    program.append("int main(void) {\n");
    known.forEach(
        each -> program.append("  printf(\"%zu\\n\", ").append(each.expression()).append(");\n"));
    program.append("  return 0;\n}\n");
    Path source = directory.resolve("layout.c");
    Files.writeString(source, program);
    Path binary = directory.resolve("layout");
    assumeTrue(compiles(source, binary), "no C compiler");
    String[] lines = run(binary.toString()).split("\n");
    assertThat(lines).hasSize(known.size());
    for (int i = 0; i < lines.length; i++) {
      assertThat(Integer.parseInt(lines[i]))
          .as(known.get(i).toString())
          .isEqualTo(known.get(i).ours());
    }
  }

  private static boolean compiles(Path source, Path binary) throws Exception {
    try {
      run("cc", "-o", binary.toString(), source.toString());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  @Test
  void shortenedStructuresAreThoseOfTheCompatibilityConstants() {
    assertThat(RequestLayout.SetxattrIn.SIZE).as("FUSE_COMPAT_SETXATTR_IN_SIZE").isEqualTo(8);
    assertThat(RequestLayout.InitIn.COMPAT_SIZE).as("without flags2").isEqualTo(16);
    assertThat(ReplyLayout.Direntplus.SIZE).as("FUSE_NAME_OFFSET_DIRENTPLUS").isEqualTo(152);
    assertThat(ReplyLayout.Dirent.ALIGNMENT).as("FUSE_REC_ALIGN").isEqualTo(8);
  }
}
