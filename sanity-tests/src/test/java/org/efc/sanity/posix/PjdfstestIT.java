// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

/** pjdfstest on both backends. */
class PjdfstestIT extends MountedSuite {
  PjdfstestIT() {
    super(new Pjdfstest());
  }
}
