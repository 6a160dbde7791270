// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.efc.sanity.Await;
import org.efc.sanity.Program;
import org.efc.sanity.SanityException;
import org.efc.sanity.node.Processes;

/**
 * A pod that writes to a volume, reads back and verifies, and notices each error and wait
 * (sanity-tests/cluster/node/cmd/load).
 */
final class LoadPod implements AutoCloseable {
  private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Cluster cluster;
  private final String name;
  private final Duration ready;

  private LoadPod(Cluster cluster, String name, Duration ready) {
    this.cluster = cluster;
    this.name = name;
    this.ready = ready;
  }

  /** Starts it on a claim; returns when it runs. */
  static LoadPod start(Cluster cluster, String name, String claim) {
    cluster.apply(Yaml.pod(name, claim, "--dir", "/data", "--name", name, "--stop-within", "60s"));
    return new LoadPod(cluster, name, cluster.awaitReady(name));
  }

  Duration ready() {
    return ready;
  }

  /** Waits until it has done some more operations than now. */
  void awaitProgress() {
    long before = operations();
    try {
      Await.until(
          name + " to go on after " + before + " operations",
          GOES_ON_WITHIN,
          () -> operations() > before + 20);
    } catch (SanityException e) {
      throw new AssertionError(
          e.getMessage() + "\n" + cluster.describe("pod", name) + "\nsaid last: " + lastLine(), e);
    }
  }

  private long operations() {
    String line = lastLine();
    return line.startsWith("{") ? parse(line).path("ops").asLong() : 0;
  }

  private String lastLine() {
    try {
      return cluster
          .api()
          .pods()
          .inNamespace(Cluster.APPS)
          .withName(name)
          .tailingLines(1)
          .getLog()
          .strip();
    } catch (KubernetesClientException e) {
      return "no log: " + e.getMessage(); // it is kubelet that reads it, which may be restarting
    }
  }

  /** Ends its program; what it says then must be that there was no error. */
  Report finish() {
    Program.of("kill", "-TERM", Long.toString(process())).run().succeeded();
    ContainerStateTerminated end =
        Await.value(
            name + " to end", GOES_ON_WITHIN, () -> cluster.pod(name).flatMap(LoadPod::end));
    JsonNode said = parse(end.getMessage());
    assertThat(said.path("error_count").asLong()).as("errors of %s: %s", name, said).isZero();
    assertThat(end.getExitCode()).as("exit status of %s: %s", name, said).isZero();
    assertThat(said.path("bytes_verified").asLong()).as("bytes verified by %s", name).isPositive();
    cluster.deletePod(name);
    return new Report(
        said.path("ops").asLong(), Duration.ofMillis(said.path("longest_stall_ms").asLong()));
  }

  /**
   * What it did.
   *
   * @param operations how many
   * @param stall of the one that took longest
   */
  record Report(long operations, Duration stall) {}

  private long process() {
    return Processes.mentioning(name).stream()
        .filter(process -> process.arguments().contains("--name"))
        .filter(process -> process.arguments().contains(name))
        .map(Processes.Seen::pid)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no process of pod " + name));
  }

  /** Removes the pod of a case that failed: its name is for the next one. */
  @Override
  public void close() {
    cluster.removePod(name);
  }

  private static Optional<ContainerStateTerminated> end(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .map(status -> Optional.ofNullable(status.getState().getTerminated()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    }
  }
}
