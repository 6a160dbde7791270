// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.efc.sanity.Program;
import org.efc.sanity.SanityException;

/**
 * The C programs of the benchmarks, compiled into a directory: libfuse's own example as the peer,
 * and two small tools of ours that measure without a JVM of their own in the way.
 */
record CTools(Path peer, Path firstAnswer, Path metadata) {
  private static final Path EXAMPLE =
      Path.of("/usr/share/doc/libfuse3-dev/examples/passthrough_ll.c");

  static CTools compile(Path directory) {
    if (!Files.exists(EXAMPLE)) {
      throw new SanityException(
          "libfuse's example " + EXAMPLE + " is missing: install the package libfuse3-dev");
    }
    List<String> fuse =
        List.of(
            Program.of("pkg-config", "--cflags", "--libs", "fuse3").output().strip().split(" +"));
    return new CTools(
        gcc(EXAMPLE, directory.resolve("passthrough_ll"), fuse),
        gcc(unpack("first_answer.c", directory), directory.resolve("first_answer"), List.of()),
        gcc(unpack("metadata.c", directory), directory.resolve("metadata"), List.of()));
  }

  private static Path gcc(Path source, Path program, List<String> libraries) {
    List<String> command =
        new ArrayList<>(List.of("gcc", "-O2", "-w", "-o", program.toString(), source.toString()));
    command.addAll(libraries);
    Program.of(command).output();
    return program;
  }

  private static Path unpack(String name, Path directory) {
    try (InputStream source = CTools.class.getResourceAsStream(name)) {
      if (source == null) {
        throw new SanityException("no resource " + name);
      }
      Path file = directory.resolve(name);
      Files.copy(source, file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("can't unpack " + name, e);
    }
  }
}
