// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.efc.backend.BackendException;
import org.efc.backend.CallFailure;
import org.efc.backend.Handle;
import org.efc.backend.source.Source;
import org.efc.common.Errno;
import org.efc.common.linux.Fd;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.OpenFlags;

/** Opens a local directory, and finds out at once whether handles and identities work here. */
final class FileBackendOpening {
  private static final int MAX_OPEN_FILES = 512;
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String UMASK = "\nUmask:";
  private static final int MOST_PRIVATE = 0777;

  private FileBackendOpening() {}

  static FileBackend open(Source.Local source) {
    try (Fd directory = openDirectory(source)) {
      FileHandles handles = handles(source, directory.number());
      Handle root = handles.of(directory.number());
      probe(source, handles, root);
      CallerIdentity identity = CallerIdentity.ofProcess();
      FileSystemUsage usage = FileSystemUsage.read(directory.number());
      long verifier = verifier();
      int umask = umask();
      OpenFiles files = new OpenFiles(handles, directory.release(), MAX_OPEN_FILES);
      FileAttributes attributes = new FileAttributes(usage.fsid());
      return new FileBackend(
          new Volume(root, handles, files, attributes, identity), umask, verifier, usage.traits());
    } catch (CallFailure e) {
      throw new BackendException(source + " can't be opened: " + e.errno(), e.errno(), e);
    }
  }

  private static Fd openDirectory(Source.Local source) {
    try {
      return Fd.open(source.path(), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
    } catch (LinuxException e) {
      throw new BackendException(
          source + " can't be opened as a directory: " + e.errno(), e.errno(), e);
    }
  }

  private static FileHandles handles(Source.Local source, int fd) {
    try {
      return new FileHandles(fd);
    } catch (CallFailure e) {
      if (e.errno() != Errno.EOPNOTSUPP) {
        throw e;
      }
      throw new BackendException(
          source + " is on a file system without file handles (as overlayfs is)", e.errno(), e);
    }
  }

  private static void probe(Source.Local source, FileHandles handles, Handle root) {
    try {
      Kernel.close(handles.open(root, OpenFlags.O_PATH));
    } catch (CallFailure e) {
      if (e.errno() != Errno.EPERM) {
        throw e;
      }
      throw new BackendException(
          source + " can't be opened by file handles: this process needs CAP_DAC_READ_SEARCH",
          e.errno(),
          e);
    }
  }

  /** The page cache is lost with the machine, not with this process: so the start of that. */
  private static long verifier() {
    try {
      UUID boot = UUID.fromString(Files.readString(BOOT_ID).strip());
      return boot.getMostSignificantBits() ^ boot.getLeastSignificantBits();
    } catch (IOException e) {
      throw new BackendException("can't read " + BOOT_ID + ": " + e, Errno.EIO, e);
    }
  }

  /** From proc, since umask(2) can't ask without setting. Applications wait: no streams here. */
  private static int umask() {
    try {
      String status = Files.readString(STATUS);
      int line = status.indexOf(UMASK);
      int from = line + UMASK.length();
      return line < 0
          ? MOST_PRIVATE
          : Integer.parseInt(status.substring(from, status.indexOf('\n', from)).strip(), 8);
    } catch (IOException e) {
      throw new BackendException("can't read " + STATUS + ": " + e, Errno.EIO, e);
    }
  }
}
