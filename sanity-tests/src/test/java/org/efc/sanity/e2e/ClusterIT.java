// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.e2e;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** All cases on one cluster, in their order: from its installation to its removal. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterIT {
  private final CaseTable table = new CaseTable();
  private final List<Cluster> cluster = new ArrayList<>();

  /** A factory that is skipped leaves no line in the report; this does. */
  @Test
  void thereIsACluster() {
    assumeThat(Cluster.isThere()).as("a cluster: ./dev e2e").isTrue();
  }

  @TestFactory
  Stream<DynamicTest> cases() {
    assumeThat(Cluster.isThere()).as("a cluster: ./dev e2e").isTrue();
    cluster.add(Cluster.connect());
    List<ClusterCase> all = new ArrayList<>(InstallCases.all());
    switch (System.getProperty("efc.e2e.cases", "all")) {
      case "external" -> all.addAll(ExternalCases.all());
      case "short" -> all.addAll(ours());
      default -> {
        all.addAll(ours());
        all.addAll(ManyCases.all());
        all.addAll(RebootCases.all());
      }
    }
    all.addAll(LeavingCases.all());
    return all.stream().map(it -> dynamicTest(it.name(), () -> run(it)));
  }

  private static List<ClusterCase> ours() {
    List<ClusterCase> all = new ArrayList<>(VolumeCases.all());
    all.addAll(ChangeCases.all());
    all.addAll(SecretCases.all());
    all.addAll(RestartCases.all());
    all.addAll(TroubleCases.all());
    return all;
  }

  private void run(ClusterCase it) throws Exception {
    CaseTable.Row row = table.begin(it.name());
    boolean passed = false;
    try {
      it.body().run(cluster.getFirst(), row);
      passed = true;
    } catch (Exception | AssertionError e) {
      System.out.println(it.name() + ": " + e);
      throw e;
    } finally {
      table.end(row, passed);
    }
  }

  @AfterAll
  void print() {
    if (!cluster.isEmpty()) {
      table.print(Path.of(System.getProperty("efc.root", ".")).resolve("target/e2e.txt"));
    }
    cluster.forEach(Cluster::close);
  }
}
