// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import static org.assertj.core.api.Assertions.assertThat;

import org.efc.fuse.abi.RequestFlags;
import org.efc.fuse.fixture.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests without names: literal bytes as the kernel sends them, and what they mean. */
class RequestBytesTest {
  private final Message message = new Message();

  @AfterEach
  void unmap() {
    message.close();
  }

  @Test
  void forget() {
    Forget op =
        new Forget(
            message.of(
                """
                30000000 02000000 0200000000000000 8877665544332211 | len 48, FORGET 2, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                0300000000000000 | nlookup 3
                """));
    assertThat(op.nodeid()).isEqualTo(0x1122334455667788L);
    assertThat(op.lookups()).isEqualTo(3);
  }

  @Test
  void batchForget() {
    BatchForget op =
        new BatchForget(
            message.of(
                """
                50000000 2a000000 0200000000000000 0000000000000000 | len 80, BATCH_FORGET 42, unique 2, node 0x0
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                02000000000000000b0000000000000001000000000000000c00000000000000
                ffffffffff000000 | count 2: node 11 once, node 12 often
                """));
    assertThat(op.count()).isEqualTo(2);
    assertThat(op.nodeid(0)).isEqualTo(11);
    assertThat(op.lookups(0)).isEqualTo(1);
    assertThat(op.nodeid(1)).isEqualTo(12);
    assertThat(op.lookups(1)).isEqualTo(0xffffffffffL);
  }

  @Test
  void getattrOfAPath() {
    Getattr op =
        new Getattr(
            message.of(
                """
                38000000 03000000 0200000000000000 8877665544332211 | len 56, GETATTR 3, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                00000000000000000000000000000000 | flags 0
                """));
    assertThat(op.hasHandle()).isEqualTo(false);
  }

  @Test
  void getattrOfAnOpenFile() {
    Getattr op =
        new Getattr(
            message.of(
                """
                38000000 03000000 0200000000000000 8877665544332211 | len 56, GETATTR 3, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                01000000000000000900000000000000 | FUSE_GETATTR_FH, fh 9
                """));
    assertThat(op.hasHandle()).isEqualTo(true);
    assertThat(op.handle()).isEqualTo(9);
  }

  @Test
  void setattr() {
    Setattr op =
        new Setattr(
            message.of(
                """
                80000000 04000000 0200000000000000 8877665544332211 | len 128, SETATTR 4, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                ff0f000000000000010000000000000002000000000000000300000000000000
                0400000000000000050000000000000006000000000000000700000008000000
                09000000a0810000000000000b0000000c00000000000000 | all valid; fh 1 size 2 owner 3 times 4 5 6 nsec 7 8 9 mode uid 11 gid 12
                """));
    assertThat(op.valid()).isEqualTo(0xfff);
    assertThat(op.has(RequestFlags.FATTR_MTIME_NOW)).isEqualTo(true);
    assertThat(op.handle()).isEqualTo(1);
    assertThat(op.size()).isEqualTo(2);
    assertThat(op.lockOwner()).isEqualTo(3);
    assertThat(op.atimeSeconds()).isEqualTo(4);
    assertThat(op.mtimeSeconds()).isEqualTo(5);
    assertThat(op.ctimeSeconds()).isEqualTo(6);
    assertThat(op.atimeNanos()).isEqualTo(7);
    assertThat(op.mtimeNanos()).isEqualTo(8);
    assertThat(op.ctimeNanos()).isEqualTo(9);
    assertThat(op.mode()).isEqualTo(0100640);
    assertThat(op.uid()).isEqualTo(11);
    assertThat(op.gid()).isEqualTo(12);
    assertThat(op.killsPrivileges()).isEqualTo(true);
  }

  @Test
  void truncate() {
    Setattr op =
        new Setattr(
            message.of(
                """
                80000000 04000000 0200000000000000 8877665544332211 | len 128, SETATTR 4, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                0800000000000000000000000000000000100000000000000000000000000000
                0000000000000000000000000000000000000000000000000000000000000000
                000000000000000000000000000000000000000000000000 | FATTR_SIZE, 4096
                """));
    assertThat(op.has(RequestFlags.FATTR_SIZE)).isEqualTo(true);
    assertThat(op.has(RequestFlags.FATTR_SIZE | RequestFlags.FATTR_FH)).isEqualTo(false);
    assertThat(op.size()).isEqualTo(4096);
    assertThat(op.killsPrivileges()).isEqualTo(false);
  }

  @Test
  void timesBefore1970() {
    Setattr op =
        new Setattr(
            message.of(
                """
                80000000 04000000 0200000000000000 8877665544332211 | len 128, SETATTR 4, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                3000000000000000000000000000000000000000000000000000000000000000
                fffffffffffffffffeffffffffffffff0000000000000000ffc99a3b00000000
                000000000000000000000000000000000000000000000000 | FATTR_ATIME, FATTR_MTIME: -1 s, -2 s
                """));
    assertThat(op.atimeSeconds()).isEqualTo(-1);
    assertThat(op.mtimeSeconds()).isEqualTo(-2);
    assertThat(op.atimeNanos()).isEqualTo(999_999_999);
  }

  @Test
  void readlink() {
    Readlink op =
        new Readlink(
            message.of(
                """
                28000000 05000000 0200000000000000 8877665544332211 | len 40, READLINK 5, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                """));
    assertThat(op.nodeid()).isEqualTo(0x1122334455667788L);
  }

  @Test
  void open() {
    Open op =
        new Open(
            message.of(
                """
                30000000 0e000000 0200000000000000 8877665544332211 | len 48, OPEN 14, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                0280000001000000 | O_RDWR|O_LARGEFILE, OPEN_KILL_SUIDGID
                """));
    assertThat(op.flags()).isEqualTo(0x8002);
    assertThat(op.killsPrivileges()).isEqualTo(true);
  }

  @Test
  void read() {
    Read op =
        new Read(
            message.of(
                """
                50000000 0f000000 0200000000000000 8877665544332211 | len 80, READ 15, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                0500000000000000000000000001000000000100020000006300000000000000
                0080000000000000 | fh 5, offset 2^40, size 65536, READ_LOCKOWNER, owner 99, O_LARGEFILE
                """));
    assertThat(op.handle()).isEqualTo(5);
    assertThat(op.offset()).isEqualTo(1L << 40);
    assertThat(op.size()).isEqualTo(65536);
    assertThat(op.hasLockOwner()).isEqualTo(true);
    assertThat(op.lockOwner()).isEqualTo(99);
    assertThat(op.openFlags()).isEqualTo(0x8000);
  }

  @Test
  void write() {
    Write op =
        new Write(
            message.of(
                """
                53000000 10000000 0200000000000000 8877665544332211 | len 83, WRITE 16, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                0500000000000000001000000000000003000000000000006300000000000000
                0104000000000000 | fh 5, offset 4096, size 3, owner 99, O_WRONLY|O_APPEND
                616263 | abc
                """));
    assertThat(op.handle()).isEqualTo(5);
    assertThat(op.offset()).isEqualTo(4096);
    assertThat(op.size()).isEqualTo(3);
    assertThat(op.isFromCache()).isEqualTo(false);
    assertThat(op.killsPrivileges()).isEqualTo(false);
    assertThat(op.hasLockOwner()).isEqualTo(false);
    assertThat(op.lockOwner()).isEqualTo(99);
    assertThat(op.openFlags()).isEqualTo(0x401);
  }

  @Test
  void writeFromThePageCache() {
    Write op =
        new Write(
            message.of(
                """
                52000000 10000000 0200000000000000 8877665544332211 | len 82, WRITE 16, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                0500000000000000000000000000000002000000070000000000000000000000
                0000000000000000 | WRITE_CACHE, LOCKOWNER, KILL_SUIDGID
                6162 | ab
                """));
    assertThat(op.isFromCache()).isEqualTo(true);
    assertThat(op.killsPrivileges()).isEqualTo(true);
    assertThat(op.hasLockOwner()).isEqualTo(true);
  }

  @Test
  void statfs() {
    Statfs op =
        new Statfs(
            message.of(
                """
                28000000 11000000 0200000000000000 0100000000000000 | len 40, STATFS 17, unique 2, node 0x1
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                """));
    assertThat(op.nodeid()).isEqualTo(1);
  }

  @Test
  void release() {
    Release op =
        new Release(
            message.of(
                """
                40000000 12000000 0200000000000000 8877665544332211 | len 64, RELEASE 18, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                050000000000000002000000030000006300000000000000 | fh 5, O_RDWR, both flags, owner 99
                """));
    assertThat(op.handle()).isEqualTo(5);
    assertThat(op.openFlags()).isEqualTo(2);
    assertThat(op.flushes()).isEqualTo(true);
    assertThat(op.unlocksFlock()).isEqualTo(true);
    assertThat(op.lockOwner()).isEqualTo(99);
  }

  @Test
  void fsync() {
    Fsync op =
        new Fsync(
            message.of(
                """
                38000000 14000000 0200000000000000 8877665544332211 | len 56, FSYNC 20, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                05000000000000000000000000000000 | fh 5
                """));
    assertThat(op.handle()).isEqualTo(5);
    assertThat(op.dataOnly()).isEqualTo(false);
  }

  @Test
  void fdatasync() {
    Fsync op =
        new Fsync(
            message.of(
                """
                38000000 14000000 0200000000000000 8877665544332211 | len 56, FSYNC 20, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                05000000000000000100000000000000 | fh 5, FDATASYNC
                """));
    assertThat(op.dataOnly()).isEqualTo(true);
  }

  @Test
  void listxattr() {
    Listxattr op =
        new Listxattr(
            message.of(
                """
                30000000 17000000 0200000000000000 8877665544332211 | len 48, LISTXATTR 23, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                0000000000000000 | size 0
                """));
    assertThat(op.size()).isEqualTo(0);
  }

  @Test
  void flush() {
    Flush op =
        new Flush(
            message.of(
                """
                40000000 19000000 0200000000000000 8877665544332211 | len 64, FLUSH 25, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                050000000000000000000000000000006300000000000000 | fh 5, owner 99
                """));
    assertThat(op.handle()).isEqualTo(5);
    assertThat(op.lockOwner()).isEqualTo(99);
  }

  @Test
  void initOfAKernelWithoutFlags2() {
    Init op =
        new Init(
            message.of(
                """
                38000000 1a000000 0200000000000000 0000000000000000 | len 56, INIT 26, unique 2, node 0x0
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                070000001f00000000000200ffffff3f | 7.31, readahead 128 KiB, flags
                """));
    assertThat(op.major()).isEqualTo(7);
    assertThat(op.minor()).isEqualTo(31);
    assertThat(op.maxReadahead()).isEqualTo(131072);
    assertThat(op.flags()).isEqualTo(0x3fffffffL);
  }

  @Test
  void initWithFlags2() {
    Init op =
        new Init(
            message.of(
                """
                68000000 1a000000 0200000000000000 0000000000000000 | len 104, INIT 26, unique 2, node 0x0
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                070000002d00000000000200fbffffffff070000000000000000000000000000
                0000000000000000000000000000000000000000000000000000000000000000 | 7.45, readahead 128 KiB, flags, flags2
                """));
    assertThat(op.minor()).isEqualTo(45);
    assertThat(op.flags()).isEqualTo(0x7ff_ffff_fffbL);
  }

  @Test
  void opendir() {
    Opendir op =
        new Opendir(
            message.of(
                """
                30000000 1b000000 0200000000000000 8877665544332211 | len 48, OPENDIR 27, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                0088010000000000 | O_DIRECTORY|O_LARGEFILE|O_NONBLOCK
                """));
    assertThat(op.flags()).isEqualTo(0x18800);
  }

  @Test
  void readdir() {
    Readdir op =
        new Readdir(
            message.of(
                """
                50000000 1c000000 0200000000000000 8877665544332211 | len 80, READDIR 28, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                0600000000000000110000000000000000100000000000000000000000000000
                0000000000000000 | fh 6, offset 17, size 4096
                """));
    assertThat(op.handle()).isEqualTo(6);
    assertThat(op.offset()).isEqualTo(17);
    assertThat(op.size()).isEqualTo(4096);
  }

  @Test
  void readdirplus() {
    Readdirplus op =
        new Readdirplus(
            message.of(
                """
                50000000 2c000000 0200000000000000 8877665544332211 | len 80, READDIRPLUS 44, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                0600000000000000110000000000000000100000000000000000000000000000
                0000000000000000 | fh 6, offset 17, size 4096
                """));
    assertThat(op.handle()).isEqualTo(6);
    assertThat(op.offset()).isEqualTo(17);
    assertThat(op.size()).isEqualTo(4096);
  }

  @Test
  void releasedir() {
    Releasedir op =
        new Releasedir(
            message.of(
                """
                40000000 1d000000 0200000000000000 8877665544332211 | len 64, RELEASEDIR 29, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                060000000000000000000000000000000000000000000000 | fh 6
                """));
    assertThat(op.handle()).isEqualTo(6);
  }

  @Test
  void fsyncdir() {
    Fsyncdir op =
        new Fsyncdir(
            message.of(
                """
                38000000 1e000000 0200000000000000 8877665544332211 | len 56, FSYNCDIR 30, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                06000000000000000100000000000000 | fh 6, FDATASYNC
                """));
    assertThat(op.handle()).isEqualTo(6);
    assertThat(op.dataOnly()).isEqualTo(true);
  }

  @Test
  void access() {
    Access op =
        new Access(
            message.of(
                """
                30000000 22000000 0200000000000000 8877665544332211 | len 48, ACCESS 34, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                0600000000000000 | R_OK|W_OK
                """));
    assertThat(op.mask()).isEqualTo(6);
  }

  @Test
  void interruptOfAResentRequest() {
    Interrupt op =
        new Interrupt(
            message.of(
                """
                30000000 24000000 1500000000000000 0000000000000000 | len 48, INTERRUPT 36, unique 21, node 0x0
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                1400000000000080 | unique 20 resent
                """));
    assertThat(op.target()).isEqualTo(20 | (1L << 63));
  }

  @Test
  void destroy() {
    Destroy op =
        new Destroy(
            message.of(
                """
                28000000 26000000 0200000000000000 0000000000000000 | len 40, DESTROY 38, unique 2, node 0x0
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                """));
    assertThat(op.nodeid()).isEqualTo(0);
  }

  @Test
  void notifyReply() {
    NotifyReply op =
        new NotifyReply(
            message.of(
                """
                53000000 29000000 0200000000000000 8877665544332211 | len 83, NOTIFY_REPLY 41, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                0000000000000000002000000000000003000000000000000000000000000000
                0000000000000000 | offset 8192, size 3
                616263 | abc
                """));
    assertThat(op.offset()).isEqualTo(8192);
    assertThat(op.size()).isEqualTo(3);
  }

  @Test
  void fallocate() {
    Fallocate op =
        new Fallocate(
            message.of(
                """
                48000000 2b000000 0200000000000000 8877665544332211 | len 72, FALLOCATE 43, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                0500000000000000001000000000000000200000000000000300000000000000 | fh 5, offset 4096, length 8192, PUNCH_HOLE|KEEP_SIZE
                """));
    assertThat(op.handle()).isEqualTo(5);
    assertThat(op.offset()).isEqualTo(4096);
    assertThat(op.length()).isEqualTo(8192);
    assertThat(op.mode()).isEqualTo(3);
  }

  @Test
  void getlk() {
    Getlk op =
        new Getlk(
            message.of(
                """
                58000000 1f000000 0200000000000000 8877665544332211 | len 88, GETLK 31, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                0500000000000000 0600000000000000 | fh 5, owner 6
                0a00000000000000 1300000000000000 01000000 d2040000 | 10..19, F_WRLCK, pid 1234
                0000000000000000
                """));
    assertThat(op.handle()).isEqualTo(5);
    assertThat(op.type()).isEqualTo(1);
  }

  @Test
  void setlk() {
    Setlk op =
        new Setlk(
            message.of(
                """
                58000000 21000000 0200000000000000 8877665544332211 | len 88, SETLKW 33, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                0500000000000000 0600000000000000 | fh 5, owner 6
                0a00000000000000 ffffffffffffff7f 02000000 d2040000 | 10..end, F_UNLCK, pid 1234
                0100000000000000 | FUSE_LK_FLOCK
                """));
    assertThat(op.handle()).isEqualTo(5);
    assertThat(op.owner()).isEqualTo(6);
    assertThat(op.start()).isEqualTo(10);
    assertThat(op.end()).isEqualTo(Long.MAX_VALUE);
    assertThat(op.type()).isEqualTo(2);
    assertThat(op.unlocks()).isTrue();
    assertThat(op.isFlock()).isTrue();
  }

  @Test
  void lseek() {
    Lseek op =
        new Lseek(
            message.of(
                """
                40000000 2e000000 0200000000000000 8877665544332211 | len 64, LSEEK 46, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                050000000000000064000000000000000400000000000000 | fh 5, offset 100, SEEK_HOLE
                """));
    assertThat(op.handle()).isEqualTo(5);
    assertThat(op.offset()).isEqualTo(100);
    assertThat(op.whence()).isEqualTo(4);
  }

  @Test
  void copyFileRange() {
    CopyFileRange op =
        new CopyFileRange(
            message.of(
                """
                60000000 2f000000 0200000000000000 8877665544332211 | len 96, COPY_FILE_RANGE 47, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                0100000000000000020000000000000003000000000000000400000000000000
                050000000000000006000000000000000000000000000000 | fh 1, offset 2 -> node 3, fh 4, offset 5: 6 bytes
                """));
    assertThat(op.handle()).isEqualTo(1);
    assertThat(op.offset()).isEqualTo(2);
    assertThat(op.toNodeid()).isEqualTo(3);
    assertThat(op.toHandle()).isEqualTo(4);
    assertThat(op.toOffset()).isEqualTo(5);
    assertThat(op.length()).isEqualTo(6);
    assertThat(op.flags()).isEqualTo(0);
  }

  @Test
  void copyFileRange64() {
    CopyFileRange op =
        new CopyFileRange(
            message.of(
                """
                60000000 35000000 0200000000000000 8877665544332211 | len 96, COPY_FILE_RANGE_64 53, unique 2, node 0x1122334455667788
                e8030000 e9030000 d2040000 0000 0000 | uid 1000, gid 1001, pid 1234
                0100000000000000020000000000000003000000000000000400000000000000
                050000000000000006000000000000000000000000000000 | fh 1, offset 2 -> node 3, fh 4, offset 5: 6 bytes
                """));
    assertThat(op.handle()).isEqualTo(1);
    assertThat(op.offset()).isEqualTo(2);
    assertThat(op.toNodeid()).isEqualTo(3);
    assertThat(op.toHandle()).isEqualTo(4);
    assertThat(op.toOffset()).isEqualTo(5);
    assertThat(op.length()).isEqualTo(6);
    assertThat(op.flags()).isEqualTo(0);
  }
}
