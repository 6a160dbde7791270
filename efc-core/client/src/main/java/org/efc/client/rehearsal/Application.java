// SPDX-License-Identifier: Apache-2.0
package org.efc.client.rehearsal;

import java.nio.ByteBuffer;
import org.efc.fuse.abi.Protocol;
import org.efc.fuse.abi.ReplyLayout.EntryOut;
import org.efc.fuse.abi.RequestFlags;
import org.efc.fuse.op.Opcode;

/** What the kernel asks when an application makes, writes, reads, lists and removes files. */
final class Application {
  private static final long ROOT = Protocol.ROOT_ID;
  private static final int READ_WRITE = 2;
  private static final int FILE_MODE = 0100644;
  private static final int DIRECTORY_MODE = 0755;
  private static final int TRANSFER = 16 << 10;

  private final PretendKernel kernel;

  Application(PretendKernel kernel) {
    this.kernel = kernel;
  }

  /** As a kernel begins that offers everything. */
  void mount() {
    kernel.begin(Opcode.INIT, 0).number(Protocol.MAJOR).number(Protocol.MINOR);
    kernel.number(1 << 20).number(-1).number(-1).data(44).ask();
  }

  /** What an application that only looks asks; it waits until the storage was reached. */
  void look() {
    kernel.begin(Opcode.GETATTR, ROOT).number(0L).number(0L).ask();
    kernel.begin(Opcode.STATFS, ROOT).ask();
    kernel.begin(Opcode.LOOKUP, ROOT).name("d").ask();
  }

  void round() {
    look();
    kernel.begin(Opcode.MKDIR, ROOT).number(DIRECTORY_MODE).number(0).name("d");
    long directory = node(kernel.ask());
    long file = files(directory);
    list(directory);
    rename(directory);
    forget(file, 4);
    kernel.begin(Opcode.RMDIR, ROOT).name("d").ask();
    forget(directory, 1);
  }

  private long files(long directory) {
    kernel.begin(Opcode.CREATE, directory).number(READ_WRITE).number(FILE_MODE);
    ByteBuffer created = kernel.number(0L).name("f").ask();
    long file = node(created);
    long handle = handle(created);
    kernel.begin(Opcode.WRITE, file).number(handle).number(0L).number(TRANSFER).number(0);
    kernel.number(0L).number(READ_WRITE).number(0).data(TRANSFER).ask();
    kernel.begin(Opcode.GETXATTR, file).number(0L).name("security.capability").ask();
    read(Opcode.READ, file, handle, 0);
    kernel.begin(Opcode.FSYNC, file).number(handle).number(0L).ask();
    close(file, handle);
    kernel.begin(Opcode.SETATTR, file).number(RequestFlags.FATTR_MODE).number(0);
    kernel.data(60).number(FILE_MODE).data(16).ask();
    kernel.begin(Opcode.LOOKUP, directory).name("f").ask();
    kernel.begin(Opcode.OPEN, file).number(0L);
    long again = kernel.ask().getLong(0);
    read(Opcode.READ, file, again, 0);
    close(file, again);
    return file;
  }

  private void list(long directory) {
    kernel.begin(Opcode.OPENDIR, directory).number(0L);
    long handle = kernel.ask().getLong(0);
    read(Opcode.READDIRPLUS, directory, handle, 0);
    read(Opcode.READDIR, directory, handle, 0);
    kernel.begin(Opcode.RELEASEDIR, directory).number(handle).data(16).ask();
  }

  private void rename(long directory) {
    kernel.begin(Opcode.RENAME2, directory).number(directory).number(0L).name("f").name("g").ask();
    kernel.begin(Opcode.UNLINK, directory).name("g").ask();
    kernel.begin(Opcode.SYMLINK, directory).name("l").name("target").ask();
    kernel.begin(Opcode.UNLINK, directory).name("l").ask();
  }

  private void read(Opcode opcode, long nodeid, long handle, long offset) {
    kernel.begin(opcode, nodeid).number(handle).number(offset).number(TRANSFER).number(0);
    kernel.data(16).ask();
  }

  private void close(long nodeid, long handle) {
    kernel.begin(Opcode.FLUSH, nodeid).number(handle).data(16).ask();
    kernel.begin(Opcode.RELEASE, nodeid).number(handle).data(16).ask();
  }

  private void forget(long nodeid, long lookups) {
    kernel.begin(Opcode.FORGET, nodeid).number(lookups).send();
  }

  private static long node(ByteBuffer entry) {
    return entry.remaining() < EntryOut.SIZE ? 0 : entry.getLong(EntryOut.NODEID);
  }

  private static long handle(ByteBuffer created) {
    return created.remaining() < EntryOut.SIZE + 8 ? 0 : created.getLong(EntryOut.SIZE);
  }
}
