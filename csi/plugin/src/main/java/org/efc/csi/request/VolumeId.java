// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import java.util.Optional;
import org.efc.backend.BackendException;
import org.efc.backend.source.Source;
import org.efc.csi.failure.CsiException;
import org.efc.csi.failure.CsiException.Reason;

/**
 * The id of a volume that CreateVolume made. It says all that DeleteVolume and a mount need: {@code
 * nfs://nas.example/export#d/pvc-0a1b} is the directory {@code pvc-0a1b} of that export, to be
 * deleted with the volume. ({@code #} can't be in a source.)
 */
public record VolumeId(Source source, DirectoryPath directory, OnDelete onDelete) {
  /** CSI's limit for a string, in bytes. */
  public static final int MAX_BYTES = Fields.MAX_STRING;

  /** The letter of {@link OnDelete} with the two characters around it. */
  private static final int PUNCTUATION = 3;

  /**
   * @throws CsiException when the id would have more than 128 bytes
   */
  public VolumeId {
    int excess = Fields.bytes(text(source, directory, onDelete)) - MAX_BYTES;
    if (excess > 0) {
      throw new CsiException(
          Reason.INVALID_FIELD,
          "source \""
              + source
              + "\" and directory \""
              + directory
              + "\" are "
              + excess
              + " bytes too long for a volume id of "
              + MAX_BYTES
              + ": shorten the host, the path, the options or subDir");
    }
  }

  /** How many bytes the directory may have. */
  public static int roomForDirectory(Source source) {
    return MAX_BYTES - PUNCTUATION - Fields.bytes(source.toString());
  }

  /** The volume that an id names, if CreateVolume made it. */
  public static Optional<VolumeId> parse(String id) {
    int mark = id.lastIndexOf('#');
    if (mark < 0 || mark + PUNCTUATION >= id.length() || id.charAt(mark + 2) != '/') {
      return Optional.empty();
    }
    try {
      Source source = Source.parse(id.substring(0, mark));
      DirectoryPath directory = DirectoryPath.parse("volume_id", id.substring(mark + PUNCTUATION));
      return OnDelete.ofLetter(id.charAt(mark + 1))
          .map(onDelete -> new VolumeId(source, directory, onDelete))
          // Another spelling of the same volume is not its id.
          .filter(parsed -> parsed.text().equals(id));
    } catch (BackendException | CsiException e) {
      return Optional.empty();
    }
  }

  /** What a mount of the volume names: the directory itself. */
  public Source volumeSource() {
    return SourceFields.below(source, directory.text());
  }

  public String text() {
    return text(source, directory, onDelete);
  }

  private static String text(Source source, DirectoryPath directory, OnDelete onDelete) {
    return source + "#" + onDelete.letter() + "/" + directory;
  }

  @Override
  public String toString() {
    return text();
  }
}
