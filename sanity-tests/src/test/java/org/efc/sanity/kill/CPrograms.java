// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.efc.sanity.Program;
import org.efc.sanity.SanityException;

/** The small programs of this package, in a directory of their own outside of the volume. */
record CPrograms(Path directory) {

  /** Unpacks what the programs share. */
  static CPrograms in(Path directory) {
    CPrograms programs = new CPrograms(directory);
    programs.unpack("application.h");
    return programs;
  }

  /** Compiles one. */
  String compile(String name) {
    Path program = directory.resolve(name);
    Program.of("gcc", "-O2", "-Wall", "-Werror", "-o", program.toString(), unpack(name + ".c"))
        .output();
    return program.toString();
  }

  /** A file of this package, as a script. */
  String unpack(String name) {
    try (InputStream content =
        Optional.ofNullable(CPrograms.class.getResourceAsStream(name))
            .orElseThrow(() -> new SanityException("no resource " + name))) {
      Path file = directory.resolve(name);
      Files.copy(content, file);
      return file.toString();
    } catch (IOException e) {
      throw new UncheckedIOException("can't unpack " + name, e);
    }
  }
}
