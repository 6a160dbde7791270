// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.efc.sanity.Program;

/**
 * A library to preload into nfs-ganesha: it exits when it can't register NFSv3 with a portmapper,
 * and has no switch for that. Its dispatch does not use the registration.
 */
final class RegistrationShim {
  private static final String SOURCE =
      """
      #include <stdbool.h>
      bool svc_reg(void *x, unsigned long p, unsigned long v, void *f, const void *nc) { return true; }
      bool rpcb_unset(unsigned long p, unsigned long v, const void *nc) { return true; }
      """;

  private RegistrationShim() {}

  static Optional<String> unavailable() {
    return Files.isExecutable(Path.of("/usr/bin/gcc"))
        ? Optional.empty()
        : Optional.of("no C compiler (package gcc): nfs-ganesha needs a two-line shim");
  }

  static Path compile(Path directory) throws IOException {
    Path source = Files.writeString(directory.resolve("noportmap.c"), SOURCE);
    Path library = directory.resolve("noportmap.so");
    Program.of(
            "/usr/bin/gcc", "-shared", "-fPIC", "-O1", "-o", library.toString(), source.toString())
        .output();
    return library;
  }
}
