// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

/** CPython's tests of files on both backends. */
class CpythonFilesIT extends MountedSuite {
  CpythonFilesIT() {
    super(new CpythonFiles());
  }
}
