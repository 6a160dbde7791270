// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Who may know whom: the rules of ARCHITECTURE.md, checked on the built classes. */
class ArchitectureTest {
  private static final Path ROOT = Path.of(System.getProperty("efc.root", ".."));
  private static final List<String> MODULES =
      List.of(
          "efc-core/common",
          "efc-core/fuse",
          "efc-core/net",
          "efc-core/backend",
          "efc-core/client",
          "mounter",
          "csi/plugin");
  private static final String[] NO_THIRD_PARTY = {
    "org.efc.common..", "org.efc.fuse..", "org.efc.net..", "org.efc.backend..", "org.efc.client.."
  };

  private static final String OURS = "org.efc.";
  private static final Pattern ROW =
      Pattern.compile("\\| `(?<package>[a-z]+(?:\\.[a-z]+)*)` \\|[^|]*\\|(?<used>[^|]*)\\|");
  private static final Set<String> WITH_TABLE = Set.of("backend", "client", "mounter", "csi");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  private final JavaClasses classes =
      new ClassFileImporter().importPaths(MODULES.stream().map(ArchitectureTest::built).toList());

  private static Path built(String module) {
    Path directory = ROOT.resolve(module).resolve("target/classes");
    assertThat(directory).as("built classes of %s", module).isDirectory();
    return directory;
  }

  @Test
  void everyModuleIsThere() {
    assertThat(classes.size()).isGreaterThan(100);
    assertThat(Files.isDirectory(ROOT.resolve("sanity-tests"))).isTrue();
  }

  /** Each package is a slice: a pattern for packages of packages would hide circles inside them. */
  @Test
  void roomsUseEachOtherInNoCircle() {
    slices().matching("org.efc.(**)").should().beFreeOfCycles().check(classes);
  }

  /** Packages by the packages of the same module that they use, as the tables have it. */
  @Test
  void packagesUseWhatTheTablesSayAndNothingElse() throws IOException {
    Map<String, Set<String>> told = new TreeMap<>();
    for (String line : Files.readAllLines(ROOT.resolve("ARCHITECTURE.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches() && WITH_TABLE.contains(module(row.group("package")))) {
        Set<String> used = new TreeSet<>();
        QUOTED.matcher(row.group("used")).results().forEach(name -> used.add(name.group(1)));
        told.put(row.group("package"), used);
      }
    }
    Map<String, Set<String>> found = new TreeMap<>();
    for (JavaClass from : classes) {
      String room = room(from);
      if (WITH_TABLE.contains(module(room))) {
        Set<String> used = found.computeIfAbsent(room, _ -> new TreeSet<>());
        from.getDirectDependenciesFromSelf().stream()
            .map(use -> room(use.getTargetClass().getBaseComponentType()))
            .filter(to -> module(to).equals(module(room)) && !to.equals(room))
            .forEach(used::add);
      }
    }
    assertThat(found).isEqualTo(told);
  }

  /** The package without what all have in common; empty for one that is not ours. */
  private static String room(JavaClass of) {
    String name = of.getPackageName();
    return name.startsWith(OURS) ? name.substring(OURS.length()) : "";
  }

  private static String module(String room) {
    int dot = room.indexOf('.');
    return dot < 0 ? room : room.substring(0, dot);
  }

  @Test
  void commonKnowsNobody() {
    mayUse("org.efc.common..", "org.efc.common..");
  }

  @Test
  void theLowModulesKnowOnlyWhatIsBelowThem() {
    mayUse("org.efc.fuse..", "org.efc.fuse..", "org.efc.common..");
    mayUse("org.efc.net..", "org.efc.net..", "org.efc.common..");
    mayUse("org.efc.backend..", "org.efc.backend..", "org.efc.net..", "org.efc.common..");
    mayUse("org.efc.mounter..", "org.efc.mounter..", "org.efc.common..");
  }

  /** What everybody in a module uses has nothing of the module behind it. */
  @Test
  void thePortAndTheFailuresKnowNoRoomOfTheirModule() {
    mayUse("org.efc.mounter", "org.efc.mounter", "org.efc.common..");
    mayUse("org.efc.csi.failure", "org.efc.csi.failure", "org.efc.common..");
  }

  @Test
  void theProcessesKnowWhatIsBelowThem() {
    mayUse(
        "org.efc.client..",
        "org.efc.client..",
        "org.efc.fuse..",
        "org.efc.backend..",
        "org.efc.net..",
        "org.efc.common..");
    mayUse(
        "org.efc.csi..",
        "org.efc.csi..",
        "org.efc.mounter..",
        "org.efc.backend..",
        "org.efc.common..");
  }

  /** Classes of {@code subject} use none of ours but these. */
  private void mayUse(String subject, String... allowed) {
    DescribedPredicate<JavaClass> ours = resideInAPackage("org.efc..");
    noClasses()
        .that()
        .resideInAPackage(subject)
        .should()
        .dependOnClassesThat(ours.and(DescribedPredicate.not(resideInAnyPackage(allowed))))
        .check(classes);
  }

  @Test
  void theClientsModulesUseTheJdkAlone() {
    noClasses()
        .that()
        .resideInAnyPackage(NO_THIRD_PARTY)
        .should()
        .dependOnClassesThat(
            DescribedPredicate.not(
                resideInAnyPackage(
                    "org.efc..",
                    "java..",
                    "javax..",
                    "jdk..",
                    "sun..",
                    "com.sun..",
                    "org.jspecify..")))
        .check(classes);
  }

  @Test
  void nativeCallsAreInTwoPlaces() {
    onlyIn("java.lang.foreign..", "org.efc.common.linux..", "org.efc.fuse.wire..");
  }

  @Test
  void jnrIsWhereProcessesAreStarted() {
    onlyIn("jnr..", "org.efc.mounter.process..");
  }

  @Test
  void grpcIsInThePlugin() {
    onlyIn("io.grpc..", "org.efc.csi..");
    onlyIn("io.netty..", "org.efc.csi..");
    onlyIn("com.google.protobuf..", "org.efc.csi..");
  }

  private void onlyIn(String library, String... places) {
    noClasses()
        .that()
        .resideOutsideOfPackages(places)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(classes);
  }
}
