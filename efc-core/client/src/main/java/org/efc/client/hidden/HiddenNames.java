// SPDX-License-Identifier: Apache-2.0
package org.efc.client.hidden;

import java.nio.charset.StandardCharsets;
import org.efc.client.answer.Refusal;
import org.efc.client.state.InodeTable;
import org.efc.common.Errno;
import org.efc.common.Name;

/**
 * Names that are ours and that applications do not see: {@code .efc-*} at the volume's root, and
 * {@code .efc-silly-*} anywhere. Nobody finds them, nobody can make them.
 */
public final class HiddenNames {
  /** A file of properties that says how large the volume is to be. */
  static final Name VOLUME = Name.of(".efc-volume");

  /** The directory of files that were unlinked while they were open. */
  static final Name UNLINKED = Name.of(".efc-unlinked");

  /** Begins the name of such a file where it could not be moved to that directory. */
  static final String SILLY_PREFIX = ".efc-silly-";

  private static final byte[] AT_ROOT = ".efc-".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ANYWHERE = SILLY_PREFIX.getBytes(StandardCharsets.US_ASCII);

  private HiddenNames() {}

  public static boolean isHidden(long directory, Name name) {
    return startsWith(name, directory == InodeTable.ROOT ? AT_ROOT : ANYWHERE);
  }

  /** For what uses a name that is there: hidden ones are not. */
  public static void requireVisible(long directory, Name name) {
    if (isHidden(directory, name)) {
      throw new Refusal(Errno.ENOENT);
    }
  }

  /** For what makes a name. */
  public static void requireAllowed(long directory, Name name) {
    if (isHidden(directory, name)) {
      throw new Refusal(Errno.EPERM);
    }
  }

  private static boolean startsWith(Name name, byte[] prefix) {
    if (name.length() < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (name.byteAt(i) != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
