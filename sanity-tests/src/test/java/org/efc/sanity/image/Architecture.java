// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.image;

import org.efc.sanity.Requirements;

/** What images are built for; named as container runtimes do. */
enum Architecture {
  AMD64,
  ARM64;

  static Architecture ofThisMachine() {
    return System.getProperty("os.arch").equals("aarch64") ? ARM64 : AMD64;
  }

  boolean isThisMachines() {
    return this == ofThisMachine();
  }

  String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Skips the test where such images can't be built or run. */
  void require() {
    // The base image is downloaded, and of the other architecture every step is emulated.
    Requirements.deep();
    Requirements.mounting();
    Requirements.program("buildah");
    Requirements.program("mmdebstrap");
    if (!isThisMachines()) {
      Requirements.program(this == ARM64 ? "qemu-aarch64-static" : "qemu-x86_64-static");
    }
  }
}
