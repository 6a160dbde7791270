// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.efc.common.EfcException;

/** Tells one run of the kernel from another (random(4), boot_id). */
public final class BootId {
  private static final Path FILE = Path.of("/proc/sys/kernel/random/boot_id");

  private BootId() {}

  public static String current() {
    try {
      return Files.readString(FILE).strip();
    } catch (IOException e) {
      throw new EfcException("can't read " + FILE + ": " + e.getMessage(), e);
    }
  }
}
