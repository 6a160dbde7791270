// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttributesClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.efc.sanity.SanityException;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Objects of a rendered chart, read strictly: a kind that is not expected, a key that is there
 * twice, and a field that Kubernetes does not know are failures. The API server drops such a field
 * with a warning, at best.
 */
final class Rendered {
  /** Of Prometheus' operator, which the model does not have. */
  static final String POD_MONITOR = "monitoring.coreos.com/v1 PodMonitor";

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.ofEntries(
          Map.entry("v1 Pod", Pod.class),
          Map.entry("v1 Service", Service.class),
          Map.entry("v1 ServiceAccount", ServiceAccount.class),
          Map.entry("v1 PersistentVolume", io.fabric8.kubernetes.api.model.PersistentVolume.class),
          Map.entry(
              "v1 PersistentVolumeClaim",
              io.fabric8.kubernetes.api.model.PersistentVolumeClaim.class),
          Map.entry("apps/v1 DaemonSet", DaemonSet.class),
          Map.entry("apps/v1 Deployment", Deployment.class),
          Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
          Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class),
          Map.entry("rbac.authorization.k8s.io/v1 ClusterRole", ClusterRole.class),
          Map.entry("rbac.authorization.k8s.io/v1 ClusterRoleBinding", ClusterRoleBinding.class),
          Map.entry("rbac.authorization.k8s.io/v1 Role", Role.class),
          Map.entry("rbac.authorization.k8s.io/v1 RoleBinding", RoleBinding.class),
          Map.entry("storage.k8s.io/v1 CSIDriver", CSIDriver.class),
          Map.entry("storage.k8s.io/v1 StorageClass", StorageClass.class),
          Map.entry("storage.k8s.io/v1 VolumeAttributesClass", VolumeAttributesClass.class));

  private static final ObjectMapper STRICT = strict();

  private final List<HasMetadata> objects = new ArrayList<>();
  private final List<Map<String, Object>> podMonitors = new ArrayList<>();

  /** The model keeps unknown fields in a map of each object's: without it they are unknown. */
  private static final class NoCatchAll extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }

  private Rendered() {}

  /** As the API server: a number is no string, and a string is no number. */
  private static ObjectMapper strict() {
    ObjectMapper mapper =
        JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .annotationIntrospector(new NoCatchAll())
            .build();
    for (CoercionInputShape shape :
        List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
      mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
    }
    return mapper;
  }

  /** Reads documents of YAML. */
  static Rendered parse(String yaml) {
    Rendered rendered = new Rendered();
    for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
      if (document instanceof Map<?, ?> object) {
        rendered.add(
            STRICT.convertValue(
                object,
                STRICT
                    .getTypeFactory()
                    .constructMapType(java.util.LinkedHashMap.class, String.class, Object.class)));
      }
    }
    return rendered;
  }

  private void add(Map<String, Object> object) {
    String kind = object.get("apiVersion") + " " + object.get("kind");
    if (kind.equals(POD_MONITOR)) {
      podMonitors.add(object);
      return;
    }
    Class<? extends HasMetadata> type = KINDS.get(kind);
    if (type == null) {
      throw new SanityException("no such kind is expected: " + kind);
    }
    objects.add(STRICT.convertValue(object, type));
  }

  List<HasMetadata> objects() {
    return objects;
  }

  List<Map<String, Object>> podMonitors() {
    return podMonitors;
  }

  <T extends HasMetadata> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The one of this kind and name. */
  <T extends HasMetadata> T one(Class<T> type, String name) {
    List<T> found =
        all(type).stream().filter(object -> object.getMetadata().getName().equals(name)).toList();
    assertThat(found).as("%s %s", type.getSimpleName(), name).hasSize(1);
    return found.getFirst();
  }
}
