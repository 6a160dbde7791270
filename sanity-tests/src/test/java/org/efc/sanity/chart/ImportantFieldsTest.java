// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.CSIDriverSpec;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What must not change unnoticed: names that others know, and who is allowed what. */
class ImportantFieldsTest {
  private final Helm helm = Helm.installed();
  private final Rendered chart = render(ValueSets.SOURCE);

  private Rendered render(String... sets) {
    Helm.Result result = helm.template(sets);
    assertThat(result.status()).as(result.output()).isZero();
    return Rendered.parse(result.output());
  }

  private PodSpec plugin(Rendered of) {
    return of.one(DaemonSet.class, "csi-nodeplugin-fluid").getSpec().getTemplate().getSpec();
  }

  private PodSpec sessionManager(Rendered of) {
    return of.one(DaemonSet.class, "efc-sessmgr").getSpec().getTemplate().getSpec();
  }

  private PodSpec controller(Rendered of) {
    return of.one(Deployment.class, "efc-controller").getSpec().getTemplate().getSpec();
  }

  private static Container only(PodSpec pod) {
    assertThat(pod.getContainers()).hasSize(1);
    return pod.getContainers().getFirst();
  }

  @Test
  void theDriverSaysWhatKubeletMayDo() {
    CSIDriverSpec driver = chart.one(CSIDriver.class, "fuse.csi.fluid.io").getSpec();
    assertThat(driver.getAttachRequired()).isFalse();
    assertThat(driver.getPodInfoOnMount()).isTrue();
    assertThat(driver.getFsGroupPolicy()).isEqualTo("None");
    assertThat(driver.getRequiresRepublish()).isFalse();
    assertThat(driver.getSeLinuxMount()).isFalse();
    assertThat(driver.getVolumeLifecycleModes()).containsExactly("Persistent");
  }

  @Test
  void thePluginIsToldWhereEverybodyIs() {
    Container container = only(plugin(chart));
    assertThat(container.getName()).isEqualTo("plugins");
    assertThat(container.getImage()).isEqualTo("efc/csi:0.1.0");
    assertThat(container.getArgs())
        .contains(
            "--mode=node",
            "--node-id=$(NODE_ID)",
            "--endpoint=unix:///var/lib/kubelet/csi-plugins/fuse.csi.fluid.io/csi.sock",
            "--registration-dir=/var/lib/kubelet/plugins_registry",
            "--sessmgr-socket=/runtime-mnt/efc-sock/sessmgrd.sock",
            "--max-volumes-per-node=256");
    assertThat(only(sessionManager(chart)).getArgs())
        .contains(
            "--socket=/runtime-mnt/efc-sock/sessmgrd.sock",
            "--state-dir=/run/efc",
            "--mount-root=/runtime-mnt",
            "--max-volumes=256");
  }

  /** Sockets and mounts are where the arguments say, at the same path as on the node. */
  @Test
  void directoriesFollowTheValues() {
    Rendered other = render(ValueSets.SOURCE, "kubeletDir=\"/k\"", "sessmgr.mountRoot=\"/m\"");
    assertThat(mounts(only(plugin(other))))
        .containsOnlyKeys(
            "/k/csi-plugins/fuse.csi.fluid.io", "/k/plugins_registry", "/m/efc-sock", "/tmp");
    assertThat(mounts(only(sessionManager(other))))
        .containsOnlyKeys("/k", "/m", "/run/efc", "/tmp");
    for (PodSpec pod : List.of(plugin(other), sessionManager(other))) {
      Map<String, VolumeMount> mounts = mounts(only(pod));
      pod.getVolumes().stream()
          .filter(volume -> volume.getHostPath() != null)
          .forEach(
              volume -> {
                VolumeMount mount = mounts.get(volume.getHostPath().getPath());
                assertThat(mount).as(volume.getName()).isNotNull();
                assertThat(mount.getName()).isEqualTo(volume.getName());
              });
    }
  }

  private static Map<String, VolumeMount> mounts(Container container) {
    return container.getVolumeMounts().stream()
        .collect(Collectors.toMap(VolumeMount::getMountPath, mount -> mount));
  }

  @Test
  void onlyTheSessionManagerIsPrivilegedAndSeesMounts() {
    assertThat(only(sessionManager(chart)).getSecurityContext().getPrivileged()).isTrue();
    assertThat(propagation("/var/lib/kubelet")).contains("Bidirectional");
    assertThat(propagation("/runtime-mnt")).contains("Bidirectional");
    assertThat(propagation("/run/efc")).isEmpty();
    assertThat(sessionManager(chart).getHostNetwork()).isTrue();
    assertThat(sessionManager(chart).getHostPID()).as("it sees its callers").isTrue();
    for (PodSpec pod : List.of(plugin(chart), controller(chart))) {
      assertThat(pod.getHostNetwork()).isNull();
      assertThat(pod.getHostPID()).isNull();
      assertThat(pod.getSecurityContext().getSeccompProfile().getType())
          .isEqualTo("RuntimeDefault");
      for (Container container : pod.getContainers()) {
        SecurityContext context = container.getSecurityContext();
        assertThat(context.getPrivileged()).isFalse();
        assertThat(context.getAllowPrivilegeEscalation()).isFalse();
        assertThat(context.getReadOnlyRootFilesystem()).isTrue();
        assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(context.getCapabilities().getAdd()).isNullOrEmpty();
        assertThat(container.getVolumeMounts())
            .allSatisfy(mount -> assertThat(mount.getMountPropagation()).isNull());
      }
    }
    assertThat(controller(chart).getSecurityContext().getSysctls())
        .extracting(sysctl -> sysctl.getName() + "=" + sysctl.getValue())
        .containsExactly("net.ipv4.ip_unprivileged_port_start=0");
    assertThat(controller(chart).getVolumes())
        .allSatisfy(volume -> assertThat(volume.getEmptyDir()).isNotNull());
  }

  /** How mounts of the session manager's directory go on to the node and to pods. */
  private Optional<String> propagation(String directory) {
    List<VolumeMount> found =
        only(sessionManager(chart)).getVolumeMounts().stream()
            .filter(mount -> mount.getMountPath().equals(directory))
            .toList();
    assertThat(found).as(directory).hasSize(1);
    return Optional.ofNullable(found.getFirst().getMountPropagation());
  }

  @Test
  void noneButTheControllerHasATokenOfTheApiServer() {
    assertThat(plugin(chart).getAutomountServiceAccountToken()).isFalse();
    assertThat(sessionManager(chart).getAutomountServiceAccountToken()).isFalse();
  }

  @Test
  void theSessionManagerIsReplacedByHandAndThePluginByItself() {
    assertThat(chart.one(DaemonSet.class, "efc-sessmgr").getSpec().getUpdateStrategy().getType())
        .isEqualTo("OnDelete");
    assertThat(
            chart
                .one(DaemonSet.class, "csi-nodeplugin-fluid")
                .getSpec()
                .getUpdateStrategy()
                .getType())
        .isEqualTo("RollingUpdate");
    assertThat(sessionManager(chart).getPriorityClassName()).isEqualTo("system-node-critical");
    assertThat(only(sessionManager(chart)).getResources().getLimits()).isNullOrEmpty();
    for (PodSpec pod : List.of(plugin(chart), sessionManager(chart))) {
      assertThat(pod.getTolerations()).hasSize(1);
      assertThat(pod.getTolerations().getFirst().getOperator()).isEqualTo("Exists");
      assertThat(pod.getTolerations().getFirst().getKey()).isNull();
    }
  }

  /** A session manager that need not be replaced must not look as if it had to. */
  @Test
  void podsOfTwoVersionsOfTheChartDifferByTheirImageAlone() {
    for (String name : List.of("efc-sessmgr", "csi-nodeplugin-fluid")) {
      assertThat(chart.one(DaemonSet.class, name).getSpec().getTemplate().getMetadata().getLabels())
          .containsEntry("app", name)
          .doesNotContainKeys("app.kubernetes.io/version", "helm.sh/chart");
    }
  }

  @Test
  void theSessionManagerListensOutsideTheNodeForPrometheusOnly() {
    assertThat(only(sessionManager(chart)).getArgs()).contains("--metrics-address=127.0.0.1:9809");
    assertThat(only(sessionManager(chart)).getLivenessProbe().getHttpGet().getHost())
        .isEqualTo("127.0.0.1");
    Rendered monitored = render("podMonitor.enabled=true");
    assertThat(only(sessionManager(monitored)).getArgs())
        .contains("--metrics-address=$(POD_IP):9809");
    assertThat(only(sessionManager(monitored)).getLivenessProbe().getHttpGet().getHost()).isNull();
    assertThat(monitored.podMonitors()).hasSize(1);
    assertThat(chart.podMonitors()).isEmpty();
  }

  @Test
  void theStorageClassIsTheOneThatUsersKnow() {
    StorageClass fluid = chart.one(StorageClass.class, "fluid");
    assertThat(fluid.getProvisioner()).isEqualTo("fuse.csi.fluid.io");
    assertThat(fluid.getAllowVolumeExpansion()).isTrue();
    assertThat(fluid.getReclaimPolicy()).isEqualTo("Delete");
    assertThat(fluid.getParameters()).isEqualTo(Map.of("source", "nfs://nas.example/export"));
    assertThat(controller(chart).getContainers().getFirst().getArgs())
        .contains("--source=nfs://nas.example/export");
    assertThat(render("testServer.enabled=true").one(StorageClass.class, "fluid").getParameters())
        .containsEntry("source", "nfs://efc-test-nfs.efc-system.svc/exports");
  }

  @Test
  void theSidecarsShareASocketAndElectALeader() {
    assertThat(controller(chart).getContainers())
        .extracting(Container::getName)
        .containsExactly("controller", "csi-provisioner", "csi-resizer");
    assertThat(controller(chart).getContainers().getFirst().getArgs())
        .contains("--mode=controller", "--endpoint=unix:///csi/csi.sock");
    for (Container sidecar : controller(chart).getContainers().subList(1, 3)) {
      assertThat(sidecar.getArgs())
          .contains("--csi-address=/csi/csi.sock", "--leader-election", "--timeout=60s");
    }
    assertThat(controller(chart).getContainers().get(1).getArgs())
        .contains("--extra-create-metadata");
  }

  @Test
  void theSidecarsMayDoWhatTheyDoAndNoMore() {
    List<PolicyRule> rules = chart.one(ClusterRole.class, "efc-controller").getRules();
    assertThat(rules)
        .extracting(PolicyRule::getResources)
        .containsExactly(
            List.of("persistentvolumes"),
            List.of("persistentvolumeclaims"),
            List.of("persistentvolumeclaims/status"),
            List.of("storageclasses"),
            List.of("volumeattributesclasses"),
            List.of("events"));
    assertThat(rules).allSatisfy(rule -> assertThat(rule.getVerbs()).doesNotContain("*"));
    assertThat(chart.one(Role.class, "efc-controller").getRules())
        .extracting(PolicyRule::getResources)
        .containsExactly(List.of("leases"));
    Role secrets =
        render("controller.secrets=[{\"namespace\": \"apps\", \"names\": [\"a\"]}]")
            .one(Role.class, "efc-controller-secrets");
    assertThat(secrets.getMetadata().getNamespace()).isEqualTo("apps");
    assertThat(secrets.getRules().getFirst().getResourceNames()).containsExactly("a");
    assertThat(secrets.getRules().getFirst().getVerbs()).containsExactly("get");
  }

  @Test
  void thePluginMayTalkToNobodyOverTheNetwork() {
    NetworkPolicy policy = chart.one(NetworkPolicy.class, "csi-nodeplugin-fluid");
    assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(policy.getSpec().getEgress()).isEmpty();
    assertThat(render("networkPolicy.enabled=false").all(NetworkPolicy.class)).isEmpty();
  }

  @Test
  void imagesComeFromTheRegistryThatIsGiven() {
    Rendered mirrored =
        render("image.registry=\"mirror.example/x\"", "image.tag=\"9\"", ValueSets.SOURCE);
    assertThat(only(plugin(mirrored)).getImage()).isEqualTo("mirror.example/x/efc/csi:9");
    assertThat(only(sessionManager(mirrored)).getImage())
        .isEqualTo("mirror.example/x/efc/sessmgr:9");
    assertThat(only(sessionManager(chart)).getImage()).isEqualTo("efc/sessmgr:0.1.0");
  }
}
