// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.efc.sanity.Await;
import org.efc.sanity.Program;
import org.efc.sanity.SanityException;
import org.efc.sanity.storage.ExportRules;
import org.efc.sanity.storage.GaneshaServer;

/**
 * The one-node cluster that {@code ./dev e2e} started, with an NFS server in the node's network.
 * This JVM runs in that network, too; files and processes are the machine's.
 */
final class Cluster implements AutoCloseable {
  static final String SYSTEM = "efc-system";
  static final String APPS = "apps";
  static final Duration SOON = Duration.ofSeconds(90);

  /** The node's address, which pods and the node's own processes reach. */
  private static final String ADDRESS = "10.99.0.1";

  private static final Duration LIMIT = Duration.ofMinutes(4);

  private final Path root = Path.of(System.getProperty("efc.root", ".")).toAbsolutePath();
  private final KubernetesClient api;
  private final GaneshaServer server;

  private Cluster(KubernetesClient api, GaneshaServer server) {
    this.api = api;
    this.server = server;
  }

  /** Whether {@code ./dev e2e} runs this. */
  static boolean isThere() {
    return System.getProperty("efc.kubeconfig") != null;
  }

  static Cluster connect() {
    String kubeconfig = System.getProperty("efc.kubeconfig");
    try {
      Config config = Config.fromKubeconfig(Files.readString(Path.of(kubeconfig)));
      GaneshaServer server = GaneshaServer.startAt(ADDRESS, ExportRules.OPEN);
      return new Cluster(new KubernetesClientBuilder().withConfig(config).build(), server);
    } catch (IOException e) {
      throw new UncheckedIOException(kubeconfig, e);
    }
  }

  KubernetesClient api() {
    return api;
  }

  /** The server of the StorageClass {@code fluid}. */
  GaneshaServer server() {
    return server;
  }

  static GaneshaServer anotherServer(ExportRules rules) {
    return GaneshaServer.startAt(ADDRESS, rules);
  }

  /** A source that nobody listens at. */
  static String sourceOfNobody() {
    return "nfs://" + ADDRESS + ":9/export?mountport=9";
  }

  void apply(String yaml) {
    api.load(new ByteArrayInputStream(yaml.getBytes(UTF_8))).inNamespace(APPS).serverSideApply();
  }

  void delete(String yaml) {
    api.load(new ByteArrayInputStream(yaml.getBytes(UTF_8))).inNamespace(APPS).delete();
  }

  Optional<Pod> pod(String name) {
    return Optional.ofNullable(api.pods().inNamespace(APPS).withName(name).get());
  }

  /** Waits until it is Ready, or has done its work; returns how long that took. */
  Duration awaitReady(String pod) {
    long start = System.nanoTime();
    await(pod, "be Ready", Cluster::isReady);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /**
   * Waits until it is in one of these.
   *
   * @return it, as it is then
   */
  Pod awaitPhase(String pod, String... phases) {
    return await(
        pod,
        "be " + String.join(" or ", phases),
        it -> List.of(phases).contains(it.getStatus().getPhase()));
  }

  private Pod await(String pod, String what, Predicate<Pod> wanted) {
    try {
      return Await.value(pod + " to " + what, SOON, () -> pod(pod).filter(wanted));
    } catch (SanityException e) {
      throw new AssertionError(e.getMessage() + "\n" + describe("pod", pod), e);
    }
  }

  static boolean isReady(Pod pod) {
    return "Succeeded".equals(pod.getStatus().getPhase())
        || pod.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  /** Ends a pod as Kubernetes does; returns how long that took. */
  Duration deletePod(String name) {
    long start = System.nanoTime();
    api.pods().inNamespace(APPS).withName(name).delete();
    awaitGone(name);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Without its grace, if it is there. */
  void removePod(String name) {
    if (pod(name).isPresent()) {
      api.pods().inNamespace(APPS).withName(name).withGracePeriod(0).delete();
      awaitGone(name);
    }
  }

  private void awaitGone(String pod) {
    Await.until("pod " + pod + " to be gone", SOON, () -> pod(pod).isEmpty());
  }

  /** The pods of applications whose names begin so. */
  List<Pod> pods(String prefix) {
    return api.pods().inNamespace(APPS).list().getItems().stream()
        .filter(pod -> pod.getMetadata().getName().startsWith(prefix))
        .toList();
  }

  PersistentVolumeClaim awaitBound(String claim) {
    return Await.value(
        "claim " + claim + " to be bound",
        SOON,
        () ->
            Optional.ofNullable(
                    api.persistentVolumeClaims().inNamespace(APPS).withName(claim).get())
                .filter(it -> "Bound".equals(it.getStatus().getPhase())));
  }

  void deleteClaim(String claim) {
    api.persistentVolumeClaims().inNamespace(APPS).withName(claim).delete();
  }

  /** Waits until the last volume of a StorageClass is gone. */
  void awaitNoVolumeOf(String storageClass) {
    Await.until(
        "the volumes of StorageClass " + storageClass + " to be gone",
        SOON,
        () ->
            api.persistentVolumes().list().getItems().stream()
                .noneMatch(pv -> storageClass.equals(pv.getSpec().getStorageClassName())));
  }

  /**
   * Waits until kubelet has asked for the statistics of a claim.
   *
   * @param fields a regular expression of what it says before the claim's name
   */
  void awaitStatistics(String claim, String fields) {
    String node = api.nodes().list().getItems().getFirst().getMetadata().getName();
    String path = "/api/v1/nodes/" + node + "/proxy/stats/summary";
    String wanted = "(?s).*" + fields + "\"pvcRef\": ?\\{\\s*\"name\": ?\"" + claim + "\".*";
    Await.until(
        "kubelet's statistics of claim " + claim,
        Duration.ofMinutes(3),
        () -> kubectl("get", "--raw", path).out().matches(wanted));
  }

  /** As a person sees it. */
  String describe(String kind, String name) {
    return Program.of("kubectl", "-n", APPS, "describe", kind, name).run().out();
  }

  /** The messages of the events of an object, joined. */
  String events(String name) {
    return api.v1().events().inNamespace(APPS).list().getItems().stream()
        .filter(event -> event.getInvolvedObject().getName().equals(name))
        .map(Event::getMessage)
        .collect(Collectors.joining("\n"));
  }

  Program.Outcome kubectl(String... words) {
    return run(List.of("kubectl"), words);
  }

  Program.Outcome helm(String... words) {
    return run(List.of("helm"), words);
  }

  /** {@code ./dev cluster}. */
  Program.Outcome dev(String... words) {
    return run(List.of(root.resolve("dev").toString(), "cluster"), words);
  }

  /** The project's directory. */
  Path root() {
    return root;
  }

  Path chart() {
    return root.resolve("charts/efc");
  }

  private static Program.Outcome run(List<String> program, String... words) {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of(words));
    return Program.of(command).limit(LIMIT).run().succeeded();
  }

  @Override
  public void close() {
    api.close();
    server.close();
  }
}
