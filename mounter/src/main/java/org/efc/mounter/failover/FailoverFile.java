// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.failover;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.efc.mounter.json.RecordJson;
import org.efc.mounter.state.DurableFile;

/**
 * File {@code failovers.json} of a volume. Nothing depends on it: without it, counts begin anew.
 */
public final class FailoverFile {
  private static final System.Logger LOG = System.getLogger(FailoverFile.class.getName());
  private static final ObjectMapper JSON = RecordJson.builder().build();

  private final Path file;

  /**
   * @param volumeDirectory where the volume's state is
   */
  public FailoverFile(Path volumeDirectory) {
    this.file = volumeDirectory.resolve("failovers.json");
  }

  /** What is in it; nothing for a file that is not there, of another format, or damaged. */
  public FailoverHistory load() {
    try {
      FailoverHistory history = JSON.readValue(Files.readAllBytes(file), FailoverHistory.class);
      if (history.format() == FailoverHistory.FORMAT) {
        return history;
      }
      LOG.log(System.Logger.Level.WARNING, "{0} is of another format: counting anew", file);
    } catch (NoSuchFileException e) {
      LOG.log(System.Logger.Level.DEBUG, "no {0} yet", file);
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(
          System.Logger.Level.WARNING, "can''t read {0}, counting anew: {1}", file, e.getMessage());
    }
    return FailoverHistory.NONE;
  }

  /** Replaces it; a failure is logged, as nothing depends on it. */
  public void save(FailoverHistory history) {
    try {
      DurableFile.replace(file, JSON.writeValueAsBytes(history));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "can''t write {0}: {1}", file, e.getMessage());
    }
  }
}
