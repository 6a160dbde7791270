// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

import java.nio.file.Path;

/**
 * Where a suite runs.
 *
 * @param label {@code native} (the control), {@code file} or {@code nfs}
 * @param directory an empty directory on the file system under test
 * @param elsewhere an empty directory on another file system, for EXDEV
 * @param logs a directory for what the suite's programs print; it is kept
 * @param deep whether everything is to be run, however long that takes
 */
public record Place(String label, Path directory, Path elsewhere, Path logs, boolean deep) {
  public static final String NATIVE = "native";

  public boolean isControl() {
    return label.equals(NATIVE);
  }
}
