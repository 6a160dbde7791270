// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import org.efc.common.EfcException;

/**
 * The file of a unix socket. It is born in a directory that nobody else can enter, gets mode 0600
 * there, and is then renamed to its place: nobody can ever connect who may not, an old socket is
 * replaced at one instant, and there is no moment without a socket.
 */
final class SocketFile implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SocketFile.class.getName());
  private static final int BIRTH_TRIES = 100;

  private final Path path;
  private final Path nursery;
  private Optional<Object> identity = Optional.empty();

  private SocketFile(Path path, Path nursery) {
    this.path = path;
    this.nursery = nursery;
  }

  /**
   * Makes the directories.
   *
   * @throws EfcException when something that is no socket is at {@code path}
   */
  static SocketFile prepare(Path path) {
    Path directory = Objects.requireNonNull(path.getParent(), "path has a parent");
    try {
      Files.createDirectories(directory);
      requireSocketOrNothing(path);
      return new SocketFile(path, makeNursery(directory));
    } catch (IOException e) {
      throw new EfcException("can't make the socket " + path + ": " + e, e);
    }
  }

  private static void requireSocketOrNothing(Path path) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isOther()) {
        throw new EfcException(
            "can't listen at " + path + ": something that is no socket is there; it stays");
      }
    } catch (NoSuchFileException e) {
      // as it should be
    }
  }

  /** A short name: the path of a socket has 107 bytes at most. */
  private static Path makeNursery(Path directory) throws IOException {
    for (int i = 0; ; i++) {
      Path candidate = directory.resolve("." + i);
      try {
        return Files.createDirectory(
            candidate,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } catch (java.nio.file.FileAlreadyExistsException e) {
        // Of one that was killed while it started, or that starts at this moment.
        if (i == BIRTH_TRIES) {
          throw e;
        }
      }
    }
  }

  /** Where to bind the socket: with a dot, for kubelet takes any other socket for a plugin's. */
  Path birthplace() {
    return nursery.resolve(".s");
  }

  /** Puts the bound socket into its place. */
  void publish() throws IOException {
    Path born = birthplace();
    Files.setPosixFilePermissions(born, PosixFilePermissions.fromString("rw-------"));
    identity = Optional.of(identityOf(born));
    Files.move(born, path, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(nursery);
  }

  private static Object identityOf(Path file) throws IOException {
    Object key =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    return Objects.requireNonNull(key, "Linux has file keys");
  }

  /** Removes what was made; a socket that another process has put there meanwhile stays. */
  @Override
  public void close() {
    try {
      if (Files.isDirectory(nursery, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(birthplace());
        Files.delete(nursery);
      }
      if (identity.isPresent() && identity.get().equals(identityOf(path))) {
        Files.delete(path);
      }
    } catch (NoSuchFileException e) {
      // somebody else has tidied up
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "{0} stays: {1}", path, e.toString());
    }
  }
}
