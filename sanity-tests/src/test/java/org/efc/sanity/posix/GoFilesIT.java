// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

/** Go's tests of files on both backends. */
class GoFilesIT extends MountedSuite.InMemory {
  GoFilesIT() {
    super(new GoFiles());
  }
}
