// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.linux.MountTable;

/** A directory to mount at by hand, named relative or absolute. */
final class MountPoint {
  private MountPoint() {}

  /**
   * The absolute path without symbolic links, which is also the volume's id. A mount point is not
   * looked into: its client may be dead.
   *
   * @throws MountException BAD_TARGET when it can't be one
   */
  static String resolve(String directory, MountTable mounts) {
    Path given = Path.of(directory).toAbsolutePath().normalize();
    Path parent = given.getParent();
    Path name = given.getFileName();
    if (parent == null || name == null) {
      throw new MountException(Kind.BAD_TARGET, "DIR is the root directory");
    }
    try {
      Path resolved = parent.toRealPath().resolve(name);
      boolean mounted = mounts.read().top(resolved.toString()).isPresent();
      if (!mounted && Files.isSymbolicLink(resolved)) {
        return resolve(resolved.toRealPath().toString(), mounts);
      }
      return resolved.toString();
    } catch (IOException e) {
      throw new MountException(Kind.BAD_TARGET, "DIR " + directory + " does not exist", e);
    }
  }

  /**
   * Whether one can mount there, asked before a client is started in vain.
   *
   * @throws MountException BAD_TARGET
   */
  static void requireEmptyDirectory(String resolved, MountTable mounts) {
    if (mounts.read().top(resolved).isPresent()) {
      return; // what is mounted there, the session manager knows better
    }
    Path path = Path.of(resolved);
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new MountException(
          Kind.BAD_TARGET, "DIR " + resolved + " does not exist: mkdir -p it first");
    }
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new MountException(Kind.BAD_TARGET, "DIR " + resolved + " is not a directory");
    }
    try (var entries = Files.newDirectoryStream(path)) {
      if (entries.iterator().hasNext()) {
        throw new MountException(
            Kind.BAD_TARGET, "DIR " + resolved + " is not empty: a mount would hide what is in it");
      }
    } catch (IOException e) {
      throw new MountException(Kind.BAD_TARGET, "DIR " + resolved + " can't be read: " + e, e);
    }
  }
}
