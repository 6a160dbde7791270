// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

/** fio --verify on both backends. */
class FioIT extends MountedSuite {
  FioIT() {
    super(new Fio());
  }
}
