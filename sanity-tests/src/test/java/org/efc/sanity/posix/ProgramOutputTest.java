// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the test programs of CPython and Go print is made into cases. */
class ProgramOutputTest {

  @Test
  void cpythonTellsOfEachModuleOnce() {
    String text =
        """
        0:00:03 load avg: 1.20 [ 1/5] test_fcntl passed
        0:00:59 load avg: 2.62 running: test_compileall (59.9 sec)
        0:08:38 load avg: 20.80 [32/36/1] test_compileall failed (2 failures) (1 min 10 sec)
        test test_compileall failed -- multiple errors occurred; run in verbose mode for details
        0:08:39 load avg: 20.80 [33/36/1] test_dbm_gnu skipped
        0:08:40 load avg: 20.80 [34/36/2] test_import failed (env changed)
        0:08:41 load avg: 20.80 [35/36/2] test_mmap crashed (Exit code -11)
        """;
    assertThat(CpythonFiles.parse(text))
        .containsExactly(
            SuiteCase.passed("test_fcntl"),
            SuiteCase.failed("test_compileall", "failed (2 failures) (1 min 10 sec)"),
            SuiteCase.skipped("test_dbm_gnu", "skipped"),
            SuiteCase.passed("test_import"),
            SuiteCase.failed("test_mmap", "crashed (Exit code -11)"));
  }

  @Test
  void goTellsOfEachFunction() {
    String json =
        """
        {"Time":"2026-01-01T00:00:00Z","Action":"run","Package":"os","Test":"TestA"}
        {"Time":"2026-01-01T00:00:00Z","Action":"pass","Package":"os","Test":"TestA","Elapsed":0}
        {"Time":"2026-01-01T00:00:00Z","Action":"fail","Package":"os","Test":"TestB/part","Elapsed":0}
        {"Time":"2026-01-01T00:00:00Z","Action":"fail","Package":"os","Test":"TestB","Elapsed":0}
        {"Time":"2026-01-01T00:00:00Z","Action":"skip","Package":"os","Test":"TestC","Elapsed":0}
        {"Time":"2026-01-01T00:00:00Z","Action":"fail","Package":"os","Elapsed":1.5}
        """;
    assertThat(GoFiles.parse(json))
        .containsExactly(
            SuiteCase.passed("os.TestA"),
            SuiteCase.failed("os.TestB", "see go.log"),
            SuiteCase.skipped("os.TestC", ""));
  }

  @Test
  void aGoPackageThatPanicsOrDoesNotCompileIsACase() {
    assertThat(
            GoFiles.parse(
                "{\"Time\":\"2026-01-01T00:00:00Z\",\"Action\":\"fail\",\"Package\":\"embed\",\"Elapsed\":0}"))
        .containsExactly(SuiteCase.failed("embed", "the package failed: see go.log"));
  }
}
