// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.e2e;

import java.util.Optional;
import org.efc.sanity.Await;

/** A pod that runs a line of shell on a claim, to its end. */
final class ShellPod {
  private ShellPod() {}

  /**
   * What it came to.
   *
   * @param succeeded whether the exit status was 0
   * @param said its output
   */
  record Outcome(boolean succeeded, String said) {}

  static Outcome run(Cluster cluster, String name, String claim, String command) {
    return run(cluster, name, claim, "", "", command);
  }

  /**
   * The same.
   *
   * @param mount as {@link Yaml#shell} has it
   * @param security as {@link Yaml#shell} has it
   * @param command without single quotes
   */
  static Outcome run(
      Cluster cluster, String name, String claim, String mount, String security, String command) {
    cluster.apply(Yaml.shell(name, claim, mount, security, command));
    String phase;
    try {
      phase = Await.value(name + " to end", Cluster.SOON, () -> end(cluster, name));
    } catch (RuntimeException e) {
      throw new AssertionError(e.getMessage() + "\n" + cluster.describe("pod", name), e);
    }
    String said = cluster.api().pods().inNamespace(Cluster.APPS).withName(name).getLog();
    cluster.deletePod(name);
    return new Outcome(phase.equals("Succeeded"), said);
  }

  private static Optional<String> end(Cluster cluster, String name) {
    return cluster
        .pod(name)
        .map(pod -> pod.getStatus().getPhase())
        .filter(phase -> phase.equals("Succeeded") || phase.equals("Failed"));
  }
}
