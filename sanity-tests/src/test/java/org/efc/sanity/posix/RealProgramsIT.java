// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

/** git, databases, archivers and a compiler on both backends. */
class RealProgramsIT extends MountedSuite.InMemory {
  RealProgramsIT() {
    super(new RealPrograms());
  }
}
