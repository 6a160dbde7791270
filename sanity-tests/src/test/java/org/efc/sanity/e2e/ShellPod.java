// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.e2e;

import io.fabric8.kubernetes.api.model.Pod;

/** A pod that runs a line of shell on a claim, to its end. */
final class ShellPod {
  private static final String SUCCEEDED = "Succeeded";

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
    Pod ended = cluster.awaitPhase(name, SUCCEEDED, "Failed");
    String said = cluster.api().pods().inNamespace(Cluster.APPS).withName(name).getLog();
    cluster.deletePod(name);
    return new Outcome(ended.getStatus().getPhase().equals(SUCCEEDED), said);
  }
}
