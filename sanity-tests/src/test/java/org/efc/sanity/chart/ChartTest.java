// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever it is installed with, the chart is one that Kubernetes takes and that fits together. */
class ChartTest {
  private static final String SETS = "org.efc.sanity.chart.ValueSets#all";

  private final Helm helm = Helm.installed();

  private Rendered render(List<String> sets) {
    Helm.Result result = helm.template(sets.toArray(String[]::new));
    assertThat(result.status()).as(result.output()).isZero();
    return Rendered.parse(result.output());
  }

  @ParameterizedTest
  @MethodSource(SETS)
  void lintFindsNothing(List<String> sets) {
    Helm.Result result = helm.lint(sets.toArray(String[]::new));
    assertThat(result.status()).as(result.output()).isZero();
    assertThat(result.output()).doesNotContain("[WARNING]", "[ERROR]");
  }

  @ParameterizedTest
  @MethodSource(SETS)
  void everyObjectIsKnownToKubernetesAndHasItsPlace(List<String> sets) {
    Rendered chart = render(sets);
    assertThat(chart.objects()).hasSizeGreaterThan(9);
    Set<String> names =
        chart.objects().stream()
            .map(o -> o.getKind() + "/" + o.getMetadata().getNamespace() + "/" + name(o))
            .collect(Collectors.toSet());
    assertThat(names).hasSameSizeAs(chart.objects());
    for (HasMetadata object : chart.objects()) {
      assertThat(object.getMetadata().getLabels())
          .as(name(object))
          .containsEntry("app.kubernetes.io/name", "efc")
          .containsEntry("app.kubernetes.io/instance", "efc");
    }
  }

  private static String name(HasMetadata object) {
    return object.getMetadata().getName();
  }

  private static Map<String, PodTemplateSpec> templates(Rendered chart) {
    return Stream.concat(
            chart.all(DaemonSet.class).stream()
                .map(set -> Map.entry(name(set), set.getSpec().getTemplate())),
            chart.all(Deployment.class).stream()
                .map(set -> Map.entry(name(set), set.getSpec().getTemplate())))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static List<LabelSelector> selectors(Rendered chart) {
    return Stream.of(
            chart.all(DaemonSet.class).stream().map(set -> set.getSpec().getSelector()),
            chart.all(Deployment.class).stream().map(set -> set.getSpec().getSelector()),
            chart.all(NetworkPolicy.class).stream().map(p -> p.getSpec().getPodSelector()))
        .flatMap(selector -> selector)
        .toList();
  }

  @ParameterizedTest
  @MethodSource(SETS)
  void everySelectorSelectsOneKindOfPod(List<String> sets) {
    Rendered chart = render(sets);
    for (LabelSelector selector : selectors(chart)) {
      Map<String, String> wanted = selector.getMatchLabels();
      assertThat(templates(chart).values())
          .filteredOn(pod -> has(pod, wanted))
          .as("%s", wanted)
          .hasSize(1);
    }
    for (Service service : chart.all(Service.class)) {
      List<PodTemplateSpec> pods =
          templates(chart).values().stream()
              .filter(pod -> has(pod, service.getSpec().getSelector()))
              .toList();
      assertThat(pods).as(name(service)).hasSize(1);
      List<String> ports =
          pods.getFirst().getSpec().getContainers().stream()
              .flatMap(container -> container.getPorts().stream())
              .map(ContainerPort::getName)
              .toList();
      service
          .getSpec()
          .getPorts()
          .forEach(port -> assertThat(ports).contains(port.getTargetPort().getStrVal()));
    }
  }

  private static boolean has(PodTemplateSpec pod, Map<String, String> labels) {
    return pod.getMetadata().getLabels().entrySet().containsAll(labels.entrySet());
  }

  @ParameterizedTest
  @MethodSource(SETS)
  void everythingThatIsNamedIsThere(List<String> sets) {
    Rendered chart = render(sets);
    Set<String> accounts =
        chart.all(ServiceAccount.class).stream().map(ChartTest::name).collect(Collectors.toSet());
    templates(chart)
        .forEach(
            (name, pod) -> {
              PodSpec spec = pod.getSpec();
              if (spec.getServiceAccountName() != null) {
                assertThat(accounts).as(name).contains(spec.getServiceAccountName());
              }
              Set<String> volumes =
                  spec.getVolumes().stream().map(Volume::getName).collect(Collectors.toSet());
              for (Container container : spec.getContainers()) {
                assertThat(container.getVolumeMounts())
                    .extracting(VolumeMount::getName)
                    .as(name)
                    .isSubsetOf(volumes);
                probes(container).forEach(probe -> probesAPort(container, probe));
              }
            });
    for (RoleBinding binding : chart.all(RoleBinding.class)) {
      assertThat(accounts).contains(binding.getSubjects().getFirst().getName());
      assertThat(binding.getSubjects().getFirst().getNamespace()).isEqualTo("efc-system");
      assertThat(chart.objects())
          .filteredOn(object -> object.getKind().equals(binding.getRoleRef().getKind()))
          .filteredOn(
              object ->
                  Objects.equals(
                      object.getMetadata().getNamespace(), binding.getMetadata().getNamespace()))
          .extracting(ChartTest::name)
          .contains(binding.getRoleRef().getName());
    }
  }

  private static Stream<Probe> probes(Container container) {
    return Stream.of(
            container.getStartupProbe(),
            container.getLivenessProbe(),
            container.getReadinessProbe())
        .filter(Objects::nonNull);
  }

  /** By name to a port that is declared, or, of the sidecars, to that of --http-endpoint. */
  private static void probesAPort(Container container, Probe probe) {
    HTTPGetAction get = probe.getHttpGet();
    if (get == null) {
      assertThat(probe.getTcpSocket()).isNotNull();
    } else if (get.getPort().getStrVal() != null) {
      assertThat(container.getPorts())
          .extracting(ContainerPort::getName)
          .contains(get.getPort().getStrVal());
    } else {
      assertThat(container.getArgs()).contains("--http-endpoint=:" + get.getPort().getIntVal());
    }
  }

  @Test
  void withoutASourceThereIsNoStorageClassAndNoTest() {
    Rendered chart = render(List.of());
    assertThat(chart.all(StorageClass.class)).isEmpty();
    assertThat(chart.objects()).extracting(HasMetadata::getKind).doesNotContain("Pod");
    assertThat(helm.notes().output()).contains("There is no StorageClass", "static.yaml");
  }

  @Test
  void notesSayWhatToDoNext() {
    Helm.Result notes = helm.notes(ValueSets.SOURCE);
    assertThat(notes.status()).as(notes.output()).isZero();
    assertThat(notes.output().substring(notes.output().indexOf("NOTES:")))
        .contains("helm -n efc-system test efc")
        .contains("storageClassName: fluid")
        .contains("directories of nfs://nas.example/export")
        .contains("delete pod -l app=efc-sessmgr --field-selector spec.nodeName=NODE")
        .doesNotContain("There is no StorageClass");
  }

  @Test
  void examplesAreKnownToKubernetesAsWell() throws IOException {
    try (var files = Files.list(Helm.CHART.resolve("examples"))) {
      List<String> examples = files.map(ChartTest::read).toList();
      assertThat(examples).hasSizeGreaterThanOrEqualTo(3);
      examples.forEach(yaml -> assertThat(Rendered.parse(yaml).objects()).isNotEmpty());
    }
  }

  private static String read(java.nio.file.Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
