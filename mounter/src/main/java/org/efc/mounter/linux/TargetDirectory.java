// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.efc.common.EfcException;
import org.efc.common.Errno;
import org.efc.common.linux.CString;
import org.efc.common.linux.Fd;
import org.efc.common.linux.Libc;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.Syscall;

/**
 * A directory to bind a volume over: its open parent and its name in there, so that nobody can put
 * a symbolic link in between. The way to the parent may lead through links (kubelet's directory
 * often is one); the last component must not be one.
 *
 * <p>Everything here but {@link #path} is for a directory that is no mount point at the moment:
 * mountinfo comes first.
 */
public final class TargetDirectory implements AutoCloseable {
  private static final int MODE = 0750;

  /** What is at the path when nothing is mounted there. */
  public enum Kind {
    ABSENT,
    EMPTY_DIRECTORY,
    FULL_DIRECTORY,
    SYMBOLIC_LINK,
    FILE
  }

  private final Fd parent;
  private final String name;
  private final String path;

  private TargetDirectory(Fd parent, String name, String path) {
    this.parent = parent;
    this.name = name;
    this.path = path;
  }

  /**
   * Opens the parent; empty when there is none.
   *
   * @throws LinuxException when the parent is no directory or can't be reached
   */
  public static Optional<TargetDirectory> open(TargetPath target) {
    Fd parent;
    try {
      parent = Fd.open(target.parent(), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, 0);
    } catch (LinuxException e) {
      if (e.errno() == Errno.ENOENT) {
        return Optional.empty();
      }
      throw e;
    }
    try {
      Path resolved = Files.readSymbolicLink(Path.of("/proc/self/fd/" + parent.number()));
      return Optional.of(
          new TargetDirectory(parent, target.name(), resolved.resolve(target.name()).toString()));
    } catch (IOException e) {
      parent.close();
      throw new EfcException("can't resolve " + target.parent() + ": " + e.getMessage(), e);
    }
  }

  /** The path as mountinfo shows it: no links in it. */
  public String path() {
    return path;
  }

  public Fd parent() {
    return parent;
  }

  public String name() {
    return name;
  }

  /** What is there. */
  public Kind kind() {
    Path file = Path.of("/proc/self/fd/" + parent.number(), name);
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isSymbolicLink()) {
        return Kind.SYMBOLIC_LINK;
      }
      if (!attributes.isDirectory()) {
        return Kind.FILE;
      }
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(file)) {
        return entries.iterator().hasNext() ? Kind.FULL_DIRECTORY : Kind.EMPTY_DIRECTORY;
      }
    } catch (java.nio.file.NoSuchFileException e) {
      return Kind.ABSENT;
    } catch (IOException e) {
      throw new EfcException("can't look at " + path + ": " + e.getMessage(), e);
    }
  }

  /** Makes the directory, mode 0750. */
  public void make() {
    try (CString strings = new CString()) {
      Libc.current()
          .require(
              "mkdir " + path, Syscall.MKDIRAT, parent.number(), strings.of(name), MODE, 0, 0, 0);
    }
  }

  /**
   * rmdir(2): never removes anything but an empty directory.
   *
   * @return what was in the way; {@link Kind#ABSENT} when nothing is there any more
   */
  public Kind remove() {
    try (CString strings = new CString()) {
      long result =
          Libc.current()
              .call(Syscall.UNLINKAT, parent.number(), strings.of(name), OpenFlags.AT_REMOVEDIR);
      if (result == 0 || result == -Errno.ENOENT.code()) {
        return Kind.ABSENT;
      }
      Errno errno = Errno.of((int) -result);
      return switch (errno) {
        case ENOTEMPTY, EEXIST -> Kind.FULL_DIRECTORY;
        case ENOTDIR -> kind();
        default -> throw new LinuxException("rmdir " + path, errno);
      };
    }
  }

  @Override
  public void close() {
    parent.close();
  }
}
