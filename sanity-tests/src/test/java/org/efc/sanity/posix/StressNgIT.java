// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

/** stress-ng's file system class on both backends. */
class StressNgIT extends MountedSuite {
  StressNgIT() {
    super(new StressNg());
  }
}
