// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.efc.backend.contract.ContractFixture.errnoOf;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.efc.backend.AttributeChange;
import org.efc.backend.Backend;
import org.efc.backend.CreateMode;
import org.efc.backend.DeviceNumber;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.Traits;
import org.efc.backend.contract.BackendContract;
import org.efc.backend.contract.Calls;
import org.efc.backend.source.Source;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.common.linux.CString;
import org.efc.common.linux.Fd;
import org.efc.common.linux.Libc;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.Syscall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract, and what only a local directory has, on some file system. */
abstract class FileBackendContract extends BackendContract {
  private final Path directory;

  FileBackendContract(String parent) throws IOException {
    this.directory = Files.createTempDirectory(Path.of(parent), "efc-file-backend");
  }

  @Override
  protected Backend open() {
    return FileBackend.open(new Source.Local(directory.toString()));
  }

  @Test
  void itIsOfThisMachine() {
    assertThat(root().backend().traits()).isEqualTo(Traits.LOCAL);
  }

  @Test
  void callsGoOnWhenOthersRenameWhatIsOpen() throws IOException {
    Handle file = root().create(dir(), "file").handle();
    root().write(file, 0, new byte[] {1, 2});
    Path test = testDirectory();
    Files.move(test.resolve("file"), test.resolve("renamed"));
    assertThat(root().read(file, 0, 9)).containsExactly(1, 2);
    assertThat(root().lookup(dir(), "renamed").handle()).isEqualTo(file);
    Path moved = directory.resolveSibling(directory.getFileName() + "-moved");
    Files.move(directory, moved);
    try {
      assertThat(root().names(dir())).containsExactly("renamed");
    } finally {
      Files.move(moved, directory);
    }
  }

  @Test
  void aFileThatOthersRemovedIsStaleThoughItIsOpen() throws IOException {
    Handle file = root().create(dir(), "file").handle();
    root().read(file, 0, 1);
    Path test = testDirectory();
    Files.delete(test.resolve("file"));
    assertThat(errnoOf(() -> root().getattr(file))).isEqualTo(Errno.ESTALE);
    assertThat(errnoOf(() -> root().link(file, dir(), "other"))).isEqualTo(Errno.ESTALE);
  }

  @Test
  void aDirectoryThatOthersRemovedIsStaleThoughItIsOpen() throws IOException {
    Handle gone = root().mkdir(dir(), "gone").handle();
    Handle file = root().create(dir(), "file").handle();
    Path path = testDirectory().resolve("gone");
    try (var _ = Files.newDirectoryStream(path)) {
      Files.delete(path);
      CreateMode exclusive = new CreateMode.Exclusive(1);
      List<Runnable> calls =
          List.of(
              () -> root().lookup(gone, "x"),
              () -> root().create(gone, "x"),
              () -> root().create(gone, Name.of("x"), exclusive, AttributeChange.NONE),
              () -> root().mkdir(gone, "x"),
              () -> root().symlink(gone, "x", new byte[] {'y'}),
              () -> root().link(file, gone, "x"),
              () -> root().rename(dir(), "file", gone, "x"),
              () -> root().rename(gone, "x", dir(), "y"),
              () -> root().remove(gone, "x"),
              () -> root().rmdir(gone, "x"));
      assertThat(calls).allSatisfy(call -> assertThat(errnoOf(call::run)).isEqualTo(Errno.ESTALE));
    }
    assertThat(root().names(dir())).containsExactly("file");
  }

  @Test
  void noDescriptorKeepsARemovedFile() throws IOException {
    for (String name : new String[] {"removed", "replaced"}) {
      Handle file = root().create(dir(), name).handle();
      root().write(file, 0, new byte[100]);
      root().read(file, 0, 100);
    }
    root().create(dir(), "new");
    root().remove(dir(), "removed");
    root().rename(dir(), "new", dir(), "replaced");
    assertThat(openBelow(directory)).noneMatch(path -> path.endsWith(" (deleted)"));
  }

  @Test
  void closingClosesEveryDescriptor() throws IOException {
    for (int i = 0; i < 50; i++) {
      Handle file = root().create(dir(), "file" + i).handle();
      root().write(file, 0, new byte[1]);
      root().list(dir());
    }
    assertThat(openBelow(directory)).isNotEmpty();
    root().backend().close();
    assertThat(openBelow(directory)).isEmpty();
  }

  @Test
  void failuresLeaveNoDescriptorOpen() throws IOException {
    Handle fifo = root().mknod(dir(), "fifo", FileType.FIFO, DeviceNumber.NONE).handle();
    Calls user = as(1001, 1001);
    Handle locked = root().mkdir(dir(), "locked", 0700).handle();
    CreateMode exclusive = new CreateMode.Exclusive(1);
    Runnable failures =
        () -> {
          errnoOf(() -> root().read(fifo, 0, 1));
          errnoOf(() -> root().create(dir(), "fifo"));
          errnoOf(() -> root().create(dir(), Name.of("fifo"), exclusive, AttributeChange.NONE));
          errnoOf(() -> root().mkdir(dir(), "fifo"));
          errnoOf(() -> user.lookup(locked, "x"));
          errnoOf(() -> user.list(locked));
          errnoOf(() -> root().rename(dir(), "nothing", locked, "x"));
        };
    failures.run();
    int before = openBelow(directory).size();
    for (int i = 0; i < 20; i++) {
      failures.run();
    }
    assertThat(openBelow(directory)).hasSize(before);
  }

  @Test
  void aCallerWhoIsNobodyIsRefusedInsteadOfServedAsRoot() {
    Handle locked = root().mkdir(dir(), "locked", 0700).handle();
    assertThat(errnoOf(() -> as(-1, 0).create(locked, "x"))).isEqualTo(Errno.EPERM);
    assertThat(errnoOf(() -> as(0, -1).create(locked, "x"))).isEqualTo(Errno.EPERM);
    assertThat(root().names(locked)).isEmpty();
    assertThat(root().create(dir(), "after").attributes().uid()).isZero();
  }

  @Test
  void anAccessControlListCounts() throws Exception {
    Handle file = root().create(dir(), "file").handle();
    assumeTrue(deny(testDirectory().resolve("file"), 1001), "no access control lists here");
    assertThat(root().getattr(file).mode()).isEqualTo(0664);
    assertThat(errnoOf(() -> as(1001, 1).read(file, 0, 1))).isEqualTo(Errno.EACCES);
    root().write(file, 0, new byte[] {1});
    assertThat(as(1002, 1).read(file, 0, 9)).containsExactly(1);
  }

  /** As setfacl does: rw- for the owner, nothing for a user, r-- for others; a mask of rw-. */
  private static boolean deny(Path path, int uid) {
    ByteBuffer acl = ByteBuffer.allocate(44).order(ByteOrder.nativeOrder());
    acl.putInt(2); // POSIX_ACL_XATTR_VERSION, linux/posix_acl_xattr.h
    int[][] entries = {{1, 6, -1}, {2, 0, uid}, {4, 4, -1}, {0x10, 6, -1}, {0x20, 4, -1}};
    for (int[] entry : entries) {
      acl.putShort((short) entry[0]).putShort((short) entry[1]).putInt(entry[2]);
    }
    try (Fd fd = Fd.open(path.toString(), OpenFlags.O_RDWR, 0);
        CString strings = new CString()) {
      long name = strings.of("system.posix_acl_access");
      long value = strings.of(acl.array());
      return Libc.current().call(Syscall.FSETXATTR, fd.number(), name, value, acl.capacity(), 0, 0)
          == 0;
    }
  }

  @Test
  void whatIsMountedBelowIsNotEntered() throws Exception {
    root().mkdir(dir(), "mounted");
    Path test = testDirectory();
    Path mounted = test.resolve("mounted");
    assumeTrue(run("mount", "-t", "tmpfs", "efc-test", mounted.toString()) == 0, "may not mount");
    try {
      assertThat(errnoOf(() -> root().lookup(dir(), "mounted"))).isEqualTo(Errno.EXDEV);
      assertThat(root().list(dir())).hasSize(1).allMatch(entry -> entry.entry().isEmpty());
    } finally {
      assertThat(run("umount", mounted.toString())).isZero();
    }
  }

  /** The directory of {@link #dir()}. */
  private Path testDirectory() throws IOException {
    try (var all = Files.list(directory)) {
      return all.findFirst().orElseThrow();
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("no end of " + String.join(" ", command));
    }
    return process.exitValue();
  }

  /** What this process has open in a directory, as proc tells it. */
  private static List<String> openBelow(Path directory) throws IOException {
    List<String> open = new ArrayList<>();
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        try {
          String target = Files.readSymbolicLink(descriptor).toString();
          if (target.startsWith(directory.toString())) {
            open.add(target);
          }
        } catch (NoSuchFileException e) {
          // Another thread of this JVM closed it meanwhile.
        }
      }
    }
    return open;
  }

  @AfterEach
  void delete() throws IOException {
    try (var all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
