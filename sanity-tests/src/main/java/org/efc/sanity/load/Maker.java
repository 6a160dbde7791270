// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * An application that makes files of mode 0644 and directories of mode 0755, and looks at the modes
 * that they got. Argument: its directory. The umask must be 022, as a container's is.
 */
public final class Maker {
  private static final FileAttribute<Set<PosixFilePermission>> FILE = mode("rw-r--r--");
  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY = mode("rwxr-xr-x");

  private final Path directory;
  private final Tally tally = new Tally();

  private Maker(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] args) {
    new Maker(Path.of(args[0])).run(StopSignal.onEndOfInput());
  }

  private static FileAttribute<Set<PosixFilePermission>> mode(String symbols) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(symbols));
  }

  private void run(StopSignal stop) {
    for (long number = 0; !stop.isSet(); number++) {
      Path file = directory.resolve("file-" + number);
      make("create " + file, file, FILE, () -> Files.createFile(file, FILE));
      Path made = directory.resolve("directory-" + number);
      make("mkdir " + made, made, DIRECTORY, () -> Files.createDirectory(made, DIRECTORY));
    }
    tally.report();
  }

  private void make(
      String what,
      Path path,
      FileAttribute<Set<PosixFilePermission>> wanted,
      Tally.Operation operation) {
    tally.operate(what, operation);
    tally.operate("look at " + path, () -> look(path, wanted.value()));
    tally.operate("remove " + path, () -> Files.delete(path));
  }

  private void look(Path path, Set<PosixFilePermission> wanted) throws IOException {
    Set<PosixFilePermission> got = Files.getPosixFilePermissions(path);
    if (!got.equals(wanted)) {
      tally.fault(path + " has mode " + PosixFilePermissions.toString(got));
    }
  }
}
