// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.efc.backend.Backend;
import org.efc.backend.Source;
import org.efc.backend.contract.BackendContract;
import org.junit.jupiter.api.AfterEach;

/** The contract, and what only a local directory has, on some file system. */
abstract class FileBackendContract extends BackendContract {
  private final Path directory;

  FileBackendContract(String parent) throws IOException {
    this.directory = Files.createTempDirectory(Path.of(parent), "efc-file-backend");
  }

  @Override
  protected Backend open() {
    return FileBackend.open(new Source.Local(directory.toString()));
  }

  Path directory() {
    return directory;
  }

  @AfterEach
  void delete() throws IOException {
    try (var all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
