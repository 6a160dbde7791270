// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.efc.common.EfcException;

/**
 * Which version's program serves a volume, where that is not the session manager's own: file {@code
 * program} in the volume's directory, a path in each line.
 *
 * @param path the {@code bin/efc} that is launched
 * @param before what was launched before the last upgrade
 */
public record ClientProgram(Path path, Path before) {
  private static final String FILE = "program";

  /** Empty for a volume that was never upgraded. */
  public static Optional<ClientProgram> of(VolumeDirectory directory) {
    Path file = directory.path().resolve(FILE);
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() != 2) {
        throw new EfcException(file + " has " + lines.size() + " lines, 2 are expected");
      }
      return Optional.of(new ClientProgram(Path.of(lines.get(0)), Path.of(lines.get(1))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new EfcException("can't read " + file + ": " + e.getMessage(), e);
    }
  }

  /** It is there as a whole, or as before. */
  public void save(VolumeDirectory directory) {
    Path file = directory.path().resolve(FILE);
    try {
      DurableFile.replace(file, (path + "\n" + before + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new EfcException("can't write " + file + ": " + e.getMessage(), e);
    }
  }
}
