// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.image;

/** Images of the other architecture, under an emulator. */
class EmulatedImageIT extends ImageContract {
  EmulatedImageIT() {
    super(
        Architecture.ofThisMachine() == Architecture.AMD64
            ? Architecture.ARM64
            : Architecture.AMD64);
  }
}
