// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.regex.Pattern;
import org.efc.common.EfcException;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.MountSpec;
import org.efc.mounter.state.VolumeDirectory;

/**
 * Where volumes are mounted: {@code <mount root>/efc/<namespace>/<name>/efc-fuse} when the spec
 * names a runtime, {@code <mount root>/efc/<hash>/efc-fuse} otherwise.
 */
final class MountPaths {
  static final String NAMESPACE_OPTION = "runtime_namespace";
  static final String NAME_OPTION = "runtime_name";

  private static final Pattern DNS_NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

  /** Without any right: what is written while nothing is mounted must not go to the node's disk. */
  private static final String UNMOUNTED = "---------";

  private final Path volumeRoot;

  MountPaths(Path mountRoot) {
    this.volumeRoot = mountRoot.resolve("efc");
  }

  /** Below it are the mounts of volumes, and nothing else of ours. */
  Path volumeRoot() {
    return volumeRoot;
  }

  /**
   * @throws MountException INVALID when a runtime option is no name of Kubernetes
   */
  Path of(MountSpec spec) {
    Optional<String> namespace = Optional.ofNullable(spec.options().get(NAMESPACE_OPTION));
    Optional<String> name = Optional.ofNullable(spec.options().get(NAME_OPTION));
    if (namespace.isEmpty() || name.isEmpty()) {
      return volumeRoot.resolve(VolumeDirectory.hash(spec.volumeId())).resolve("efc-fuse");
    }
    return volumeRoot
        .resolve(checked(NAMESPACE_OPTION, namespace.get()))
        .resolve(checked(NAME_OPTION, name.get()))
        .resolve("efc-fuse");
  }

  private static String checked(String option, String value) {
    if (!DNS_NAME.matcher(value).matches() || value.contains("..")) {
      throw new MountException(
          Kind.INVALID, "option " + option + " is \"" + value + "\": a DNS name is wanted");
    }
    return value;
  }

  /**
   * Makes the mount point. Not at the same time as {@link #remove}, which might undo half of it.
   */
  synchronized void make(Path mountPath) {
    try {
      Files.createDirectories(mountPath);
      Files.setPosixFilePermissions(mountPath, PosixFilePermissions.fromString(UNMOUNTED));
    } catch (IOException e) {
      throw new EfcException("can't make mount point " + mountPath + ": " + e.getMessage(), e);
    }
  }

  /** Removes the mount point, which mountinfo says is none any more, and parents left empty. */
  synchronized void remove(Path mountPath) {
    try {
      for (Path directory = mountPath;
          directory != null && !directory.equals(volumeRoot) && directory.startsWith(volumeRoot);
          directory = directory.getParent()) {
        Files.deleteIfExists(directory); // a kill may have come between two of them
      }
    } catch (DirectoryNotEmptyException e) {
      // Another volume of the namespace is in there.
      return;
    } catch (IOException e) {
      throw new EfcException("can't remove mount point " + mountPath + ": " + e.getMessage(), e);
    }
  }
}
