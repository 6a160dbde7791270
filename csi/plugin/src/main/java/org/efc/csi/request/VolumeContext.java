// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efc.backend.BackendException;
import org.efc.backend.source.Source;
import org.efc.csi.failure.CsiException;

/**
 * The attributes of a volume: those that CreateVolume returned, or those that an administrator
 * wrote into a PersistentVolume, or those of a Fluid dataset's PersistentVolume.
 *
 * @param source the volume's own directory; empty when the volume id must say it
 * @param options for the mount: client options, and the name of the runtime for the mount path
 */
record VolumeContext(Optional<Source> source, Map<String, String> options) {
  private static final Set<String> RUNTIME = Set.of("runtime_namespace", "runtime_name");
  private static final Pattern RUNTIME_NAME =
      Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

  /** {@code <mount root>/efc/<namespace>/<name>/efc-fuse}, as Fluid writes it. */
  private static final Pattern FLUID_PATH = Pattern.compile(".*/efc/([^/]+)/([^/]+)/efc-fuse/?");

  /** What others write there, and we have no use for. */
  private static final Set<String> IGNORED =
      Set.of(
          "mount_type",
          "mount_pod_node_selector_key",
          "node_publish_method",
          "efc_sessmgr_workdir",
          "fluid_path");

  private static final Set<String> IGNORED_PREFIXES =
      Set.of("csi.storage.k8s.io/", "storage.kubernetes.io/", "fluid.io/");

  VolumeContext {
    options = Map.copyOf(options);
  }

  static VolumeContext parse(Map<String, String> context) {
    Fields.map("volume_context", context);
    Map<String, String> options = new LinkedHashMap<>();
    fluidRuntime(context, options);
    for (Map.Entry<String, String> entry : context.entrySet()) {
      String key = entry.getKey();
      if (RUNTIME.contains(key)) {
        options.put(key, runtimeName(key, entry.getValue()));
      } else if (ClientOptions.isKnown(key)) {
        options.put(key, ClientOptions.check("volume_context", key, entry.getValue()));
      } else if (!isPlaceOrIgnored(key)) {
        throw CsiException.invalid("volume_context key", key, "unknown");
      }
    }
    if (options.containsKey("runtime_namespace") != options.containsKey("runtime_name")) {
      throw CsiException.missing(
          options.containsKey("runtime_name")
              ? "volume_context[runtime_namespace]"
              : "volume_context[runtime_name]");
    }
    return new VolumeContext(source(context), options);
  }

  private static boolean isPlaceOrIgnored(String key) {
    return SourceFields.KEYS.contains(key)
        || key.equals("subDir")
        || key.equals("fluid_sub_path")
        || IGNORED.contains(key)
        || IGNORED_PREFIXES.stream().anyMatch(key::startsWith);
  }

  private static Optional<Source> source(Map<String, String> context) {
    Optional<Source> source = SourceFields.find("volume_context", context);
    for (String key : new String[] {"subDir", "fluid_sub_path"}) {
      String path = context.getOrDefault(key, "");
      if (!path.isEmpty()) {
        source = source.map(root -> below(root, key, path));
      }
    }
    return source;
  }

  private static Source below(Source root, String key, String path) {
    try {
      return SourceFields.below(root, path);
    } catch (BackendException e) {
      throw CsiException.invalid(
          "volume_context[" + key + "]", path, String.valueOf(e.getMessage()));
    }
  }

  /** A dataset's path names its runtime where the attributes of their own are not there. */
  private static void fluidRuntime(Map<String, String> context, Map<String, String> options) {
    Matcher path = FLUID_PATH.matcher(context.getOrDefault("fluid_path", ""));
    if (path.matches()) {
      options.put("runtime_namespace", runtimeName("fluid_path", path.group(1)));
      options.put("runtime_name", runtimeName("fluid_path", path.group(2)));
    }
  }

  /** It becomes a part of a path: a DNS name of Kubernetes, and nothing else. */
  private static String runtimeName(String key, String value) {
    if (!RUNTIME_NAME.matcher(value).matches()) {
      throw CsiException.invalid(
          "volume_context[" + key + "]", value, "the name of a Kubernetes object is wanted");
    }
    return value;
  }
}
