// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.efc.client.config.ClientException;
import org.efc.fuse.InitJournal;
import org.efc.fuse.Negotiated;

/**
 * What INIT agreed on, in a file: INIT comes once per mount, and later processes serve the same.
 */
public final class InitFile implements InitJournal {
  private final Path path;
  private final Runnable newConnection;

  /**
   * @param newConnection called when an INIT came: the kernel knows nothing yet but the root
   */
  public InitFile(Path path, Runnable newConnection) {
    this.path = path;
    this.newConnection = newConnection;
  }

  /** What an earlier process agreed on; empty when the mount is new. */
  public Optional<Negotiated> load() {
    try {
      return Files.exists(path)
          ? Optional.of(Negotiated.parse(Files.readAllBytes(path)))
          : Optional.empty();
    } catch (IOException e) {
      throw new ClientException("can't read " + path + ": " + e, e);
    }
  }

  @Override
  public void persist(Negotiated negotiated) {
    newConnection.run();
    ReplacedFile.write(path, negotiated.toBytes());
  }
}
