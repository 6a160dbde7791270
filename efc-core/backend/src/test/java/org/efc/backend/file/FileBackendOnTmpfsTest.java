// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import java.io.IOException;

/** On tmpfs. */
class FileBackendOnTmpfsTest extends FileBackendContract {
  FileBackendOnTmpfsTest() throws IOException {
    super("/dev/shm");
  }
}
