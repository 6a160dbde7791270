// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

import java.util.Locale;
import java.util.Optional;

/**
 * A program that people run, used as they use it by the script of its name in {@code programs/}.
 */
enum RealProgram {
  GIT("git", "git"),
  SQLITE_JOURNALS("sqlite3", "sqlite3"),
  SQLITE_PROCESSES("sqlite3", "sqlite3"),
  POSTGRES("postgresql", "pgbench", "runuser"),
  TAR("tar", "tar"),
  CP("coreutils", "cp"),
  RSYNC("rsync", "rsync"),
  COMPILE("golang-go", "go");

  private final String debianPackage;
  private final String programs;

  RealProgram(String debianPackage, String... programs) {
    this.debianPackage = debianPackage;
    this.programs = String.join(" ", programs);
  }

  String caseName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether it takes minutes: Go builds its whole library into an empty cache. */
  boolean isLong() {
    return this == COMPILE;
  }

  Optional<String> unavailable() {
    return Installed.missing("package " + debianPackage, programs.split(" "));
  }
}
