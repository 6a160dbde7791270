// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

/** fsx on both backends. */
class FsxIT extends MountedSuite.InMemory {
  FsxIT() {
    super(new Fsx());
  }
}
