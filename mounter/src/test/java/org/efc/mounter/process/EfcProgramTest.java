// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EfcProgramTest {
  private static final String OURS = System.getProperty("java.home") + "/bin/java";

  @TempDir Path home;
  private Path lib;
  private Path program;

  @BeforeEach
  void distribution() throws IOException {
    lib = Files.createDirectories(home.resolve("lib"));
    Files.createFile(lib.resolve("java.args"));
    program = home.resolve("bin/efc");
  }

  private Launch launch(Map<String, String> environment, String... words) {
    Path log = home.resolve("log");
    return new Launch(List.of(words), environment, log, Optional.empty(), Optional.of(log));
  }

  private Launch direct(Map<String, String> environment, String... words) {
    return EfcProgram.direct(launch(environment, words));
  }

  private static Path executable(Path file) throws IOException {
    Files.createDirectories(file.resolve("..").normalize());
    Files.createFile(file);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void clientIsStartedByTheJavaThatRunsUs() {
    assertThat(direct(Map.of(), program.toString(), "client", "--standby").command())
        .containsExactly(
            OURS,
            "@" + lib.resolve("java.args"),
            "@" + lib.resolve("client.args"),
            "-p",
            lib.resolve("client").toString(),
            "-m",
            "org.efc.client/org.efc.client.ClientMain",
            "--standby");
  }

  @Test
  void cacheOfClassesIsUsedWhenItIsThere() throws IOException {
    Path cache = Files.createFile(lib.resolve("client.aot"));
    assertThat(direct(Map.of(), program.toString(), "client").command())
        .containsSubsequence("@" + lib.resolve("client.args"), "-XX:AOTCache=" + cache, "-p");
  }

  @Test
  void sessionManagerIsToldItsHome() {
    assertThat(direct(Map.of(), program.toString(), "sessmgr", "--socket", "s").command())
        .containsExactly(
            OURS,
            "@" + lib.resolve("java.args"),
            "@" + lib.resolve("mounter.args"),
            "-Defc.home=" + home,
            "-cp",
            lib.resolve("mounter") + "/*",
            "org.efc.mounter.cli.EfcMain",
            "sessmgr",
            "--socket",
            "s");
  }

  @Test
  void environmentNamesTheJavaAndItsOptions() {
    Map<String, String> environment =
        Map.of("EFC_JAVA", "/opt/java/bin/java", "EFC_JAVA_OPTS", " -Xint\n -Da=b  ");
    assertThat(direct(environment, program.toString(), "client").command())
        .startsWith("/opt/java/bin/java")
        .containsSubsequence("@" + lib.resolve("client.args"), "-Xint", "-Da=b", "-p");
  }

  @Test
  void distributionThatBringsItsJavaIsStartedByThatOne() throws IOException {
    Path java = executable(home.resolve("runtime/bin/java"));
    Map<String, String> environment = Map.of("EFC_JAVA", "/opt/java/bin/java");
    assertThat(direct(environment, program.toString(), "client").command())
        .startsWith(java.toString());
  }

  @Test
  void environmentIsWhatTheScriptWouldMakeOfIt() {
    assertThat(direct(Map.of("A", "b"), program.toString(), "client").environment())
        .isEqualTo(Map.of("A", "b", "MALLOC_ARENA_MAX", "2", "LC_ALL", "C.UTF-8"));
    assertThat(direct(Map.of("MALLOC_ARENA_MAX", "8"), program.toString(), "client").environment())
        .containsEntry("MALLOC_ARENA_MAX", "8");
  }

  @Test
  void messagesOfErrorsAreEnglishWhateverTheNodeSpeaks() {
    Map<String, String> german = Map.of("LC_ALL", "de_DE.UTF-8");
    for (String process : List.of("client", "sessmgr")) {
      assertThat(direct(german, program.toString(), process).environment())
          .containsEntry("LC_ALL", "C.UTF-8");
    }
  }

  @Test
  void whatIsNoCommandOfADistributionIsLeftAsItIs() throws IOException {
    assertUntouched("/bin/sh", "client");
    assertUntouched("bin/efc", "client");
    assertUntouched(program.toString());
    assertUntouched(program.toString(), "mount");
    Files.delete(lib.resolve("java.args"));
    assertUntouched(program.toString(), "client");
  }

  private void assertUntouched(String... words) {
    Launch launch = launch(Map.of(), words);
    assertThat(EfcProgram.direct(launch)).isSameAs(launch);
  }

  @Test
  void programIsThereWithTheScriptOrWithItsArgumentFiles() throws IOException {
    assertThat(EfcProgram.isThere(program)).isTrue();
    Files.delete(lib.resolve("java.args"));
    assertThat(EfcProgram.isThere(program)).isFalse();
    executable(program);
    assertThat(EfcProgram.isThere(program)).isTrue();
  }
}
