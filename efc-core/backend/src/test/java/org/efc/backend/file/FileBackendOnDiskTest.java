// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import java.io.IOException;

/** On the file system of /tmp: ext4 on most machines. */
class FileBackendOnDiskTest extends FileBackendContract {
  FileBackendOnDiskTest() throws IOException {
    super("/tmp");
  }
}
