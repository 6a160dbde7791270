// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.efc.common.EfcException;

/**
 * Where a volume's state is: {@code <state>/volumes/<16 hex digits>/}. The digits are a hash, since
 * a volume id may be long or hold anything, and a socket's path has at most 107 bytes.
 */
public record VolumeDirectory(Path path) {
  /** Name of the lock's file. */
  public static final String LOCK = "client.lock";

  /**
   * What is the volume's, and not one connection's: the intents tell the next client what was lost
   * with the last one.
   */
  private static final Set<String> KEPT =
      Set.of("record.json", "client.log", "failovers.json", "program", "intents");

  private static final int HASH_BYTES = 8;
  private static final long MAX_LOG = 4L << 20;

  public static VolumeDirectory of(Path stateDir, String volumeId) {
    return new VolumeDirectory(stateDir.resolve("volumes").resolve(hash(volumeId)));
  }

  /** 16 hexadecimal digits of SHA-256. */
  public static String hash(String volumeId) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(volumeId.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Removes what the clients of a connection left: the next one of the kernel knows none of it.
   *
   * @throws EfcException when it can't be removed
   */
  public void clearConnection() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (Path file : files) {
        if (!KEPT.contains(String.valueOf(file.getFileName()))) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new EfcException("can't clear " + path + ": " + e, e);
    }
  }

  /** The session manager's. */
  public Path record() {
    return path.resolve("record.json");
  }

  /** The client's standard output and error. */
  public Path log() {
    return path.resolve("client.log");
  }

  /**
   * Puts a long log aside, in place of the one put aside before: a client that can't live for years
   * must not fill the node's memory, where this directory is.
   */
  public void limitLog() {
    try {
      if (Files.exists(log()) && Files.size(log()) > MAX_LOG) {
        Files.move(log(), path.resolve("client.log.1"), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new EfcException("can't put " + log() + " aside: " + e.getMessage(), e);
    }
  }

  /** The client's one line on why its first start failed. */
  public Path failure() {
    return path.resolve("failure");
  }

  /** Process ids of clients that crashed, for the next one. */
  public Path crashes() {
    return path.resolve("crashes");
  }

  /** Locked by the client that serves the volume: there is never a second one. */
  public Path lock() {
    return path.resolve(LOCK);
  }

  public Path controlSocket() {
    return path.resolve("control.sock");
  }
}
