// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efc.sanity.Program;
import org.efc.sanity.SanityException;

/** CPython's own tests of files, with their temporary files on the file system under test. */
final class CpythonFiles implements Suite {
  private static final Duration LIMIT = Duration.ofMinutes(40);

  /** Debian's, because that is what its package of tests is made for. */
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  private static final List<String> SHORT =
      List.of(
          "test_os",
          "test_posix",
          "test_shutil",
          "test_fcntl",
          "test_tempfile",
          "test_glob",
          "test_file",
          "test_fileio",
          "test_filecmp",
          "test_dbm_dumb",
          "test_shelve",
          "test_stat",
          "test_genericpath",
          "test_fileinput",
          "test_largefile");
  private static final List<String> LONG =
      List.of(
          "test_mailbox",
          "test_pathlib",
          "test_mmap",
          "test_io",
          "test_zipfile",
          "test_tarfile",
          "test_dbm",
          "test_dbm_gnu",
          "test_dbm_ndbm",
          "test_logging",
          "test_import",
          "test_subprocess",
          "test_posixpath",
          "test_bz2",
          "test_gzip",
          "test_lzma",
          "test_compileall",
          "test_py_compile",
          "test_zipimport",
          "test_linecache",
          "test_bufio");

  /** As in {@code 0:08:38 load avg: 20.80 [32/36/1] test_compileall failed (2 failures)}. */
  private static final Pattern MODULE =
      Pattern.compile(".*\\[ *\\d+/\\d+(?:/\\d+)?\\] (test_\\w+) (.*)");

  @Override
  public String name() {
    return "cpython";
  }

  @Override
  public Optional<String> unavailable() {
    return Files.isExecutable(PYTHON)
            && Program.of(PYTHON.toString(), "-c", "import test.test_os").run().status() == 0
        ? Optional.empty()
        : Optional.of("not installed: CPython's tests (package libpython3.11-testsuite)");
  }

  @Override
  public List<SuiteCase> run(Place place) {
    List<String> modules = new ArrayList<>(SHORT);
    if (place.deep()) {
      modules.addAll(LONG);
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                PYTHON.toString(),
                "-m",
                "test",
                "-j2",
                "--timeout=600",
                "--tempdir=" + place.directory()));
    command.addAll(modules);
    Program.Outcome outcome =
        Program.of(command)
            .in(place.directory())
            .with("TMPDIR", place.directory().toString())
            .limit(LIMIT)
            .run();
    Logs.write(place.logs().resolve("cpython.log"), outcome);
    List<SuiteCase> cases = parse(outcome.out());
    if (cases.size() != modules.size()) {
      throw new SanityException(
          "CPython told of %d modules of %d: see %s"
              .formatted(cases.size(), modules.size(), place.logs()));
    }
    return cases;
  }

  /**
   * A case for each module. "env changed" is a module's note that a thread or a warning filter was
   * left behind, and no failure.
   */
  static List<SuiteCase> parse(String text) {
    List<SuiteCase> cases = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher matcher = MODULE.matcher(line);
      if (!matcher.matches()) {
        continue;
      }
      String name = matcher.group(1);
      String what = matcher.group(2);
      if (what.startsWith("passed") || what.startsWith("failed (env changed")) {
        cases.add(SuiteCase.passed(name));
      } else if (what.startsWith("skipped")) {
        cases.add(SuiteCase.skipped(name, what));
      } else {
        cases.add(SuiteCase.failed(name, what));
      }
    }
    return cases;
  }
}
