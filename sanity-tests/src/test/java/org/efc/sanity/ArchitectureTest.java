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
import com.tngtech.archunit.library.dependencies.SliceRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  /** One room's use of another that makes a circle. */
  private record Use(String from, String to) {}

  /**
   * What is left of the circles: a use is removed here when it is gone, and none is added. All go
   * through a module's own package, which has what the rooms below it use, and uses them.
   */
  private static final List<Use> CIRCLES_LEFT =
      List.of(
          new Use("org.efc.mounter", "org.efc.mounter.failover"),
          new Use("org.efc.mounter", "org.efc.mounter.session.wire"),
          new Use("org.efc.csi.grpc", "org.efc.csi"),
          new Use("org.efc.csi.request", "org.efc.csi"),
          new Use("org.efc.csi.service", "org.efc.csi"),
          new Use("org.efc.csi.volume", "org.efc.csi"));

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

  /** Each package is a slice: a pattern for packages of packages would not see the circles left. */
  @Test
  void roomsUseEachOtherInNoCircle() {
    SliceRule rule = slices().matching("org.efc.(**)").should().beFreeOfCycles();
    for (Use use : CIRCLES_LEFT) {
      rule = rule.ignoreDependency(resideInAPackage(use.from()), resideInAPackage(use.to()));
    }
    rule.check(classes);
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

  @Test
  void theProcessesKnowWhatIsBelowThem() {
    mayUse(
        "org.efc.client..",
        "org.efc.client..",
        "org.efc.fuse..",
        "org.efc.backend..",
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
