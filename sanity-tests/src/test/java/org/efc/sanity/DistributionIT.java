// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.efc.sanity.csi.PublishedVolume;
import org.efc.sanity.node.Distribution;
import org.efc.sanity.node.Processes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The distribution as a person meets it. */
class DistributionIT {
  private static final Set<String> CLIENT_MODULES =
      Set.of("common", "fuse", "net", "backend", "client");

  private final Distribution distribution = Distribution.built();

  @Test
  void theClientHasOurOwnJarsOnly() throws IOException {
    try (Stream<Path> jars = Files.list(distribution.libraries("client"))) {
      List<Path> found = jars.toList();
      assertThat(found.stream().map(DistributionIT::module).collect(Collectors.toSet()))
          .isEqualTo(CLIENT_MODULES);
      for (Path jar : found) {
        assertThat(foreignClasses(jar)).as("foreign classes in %s", jar).isEmpty();
      }
    }
  }

  private static String module(Path jar) {
    return jar.getFileName().toString().replaceFirst("^efc-([a-z]+)-[0-9].*\\.jar$", "$1");
  }

  private static List<String> foreignClasses(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      return jar.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.endsWith(".class") && !name.equals("module-info.class"))
          .filter(name -> !name.startsWith("org/efc/"))
          .toList();
    }
  }

  @Test
  void aRunningClientHasOpenedNoOtherJar() throws IOException {
    try (World world = World.of(StorageKind.FILE)) {
      PublishedVolume volume = world.publish("jars");
      Processes.Seen client = world.node().client();
      assertThat(openJars(client.pid()))
          .isNotEmpty()
          .allMatch(path -> path.startsWith(distribution.libraries("client")));
      volume.takeDown();
      world.assertNothingLeft();
    }
  }

  private static List<Path> openJars(long pid) throws IOException {
    try (Stream<Path> fds = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return fds.map(DistributionIT::linkTarget)
          .filter(path -> path.toString().endsWith(".jar"))
          .toList();
    }
  }

  private static Path linkTarget(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      return Path.of("/"); // closed meanwhile
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"csi", "sessmgr", "client", "mount", "umount", "status", "version"})
  void helpTeaches(String command) {
    Program.Outcome help = distribution.efc(command, "--help").run().succeeded();
    assertThat(help.out())
        .startsWith("Usage: efc " + command)
        .contains("Options:", "--help")
        .hasSizeGreaterThan(150);
    assertThat(help.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"csi", "sessmgr", "client", "mount", "umount", "status"})
  void helpShowsAnExample(String command) {
    assertThat(distribution.efc(command, "--help").output()).contains("Examples:\n  ");
  }

  @Test
  void theProgramItselfListsItsCommands() {
    assertThat(distribution.efc("--help").output())
        .contains("csi", "sessmgr", "client", "mount", "umount", "status", "version");
  }

  @ParameterizedTest
  @ValueSource(strings = {"csi", "sessmgr", "client", "mount", "status"})
  void everyProcessSpeaksEnglishWhateverTheNodeSpeaks(String command, @TempDir Path temp)
      throws IOException {
    Path java = temp.resolve("java");
    Files.writeString(java, "#!/bin/sh\nprintf %s \"$LC_ALL\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Program efc = distribution.efc(command).with("EFC_JAVA", java.toString());
    assertThat(efc.with("LC_ALL", "de_DE.UTF-8").output()).isEqualTo("C.UTF-8");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void commandsStartFromTheirCacheOfClassesAlsoInAnotherDirectory(
      boolean copied, @TempDir Path temp) {
    Distribution efc =
        copied ? new Distribution(distribution.copyTo(temp.resolve("copy"))) : distribution;
    assertThat(efc.directory().resolve("lib/mounter.aot")).isNotEmptyFile();
    // AOTMode=on: the JVM does not start when it can't use the cache.
    Program.Outcome version = efc.efc("version").with("EFC_JAVA_OPTS", "-XX:AOTMode=on").run();
    assertThat(version.succeeded().out()).startsWith("efc 0.1.0");
  }

  @Test
  void theCheckOfTheCacheSeesAnotherCommandLine() {
    String another = "-XX:AOTMode=on --add-modules java.desktop";
    Program.Outcome refused = distribution.efc("version").with("EFC_JAVA_OPTS", another).run();
    assertThat(refused.status()).isNotZero();
  }

  @Test
  void versionIsTheBuildsOwn() {
    assertThat(distribution.efc("version").output()).matches("(?s)efc 0\\.1\\.0.*");
  }
}
