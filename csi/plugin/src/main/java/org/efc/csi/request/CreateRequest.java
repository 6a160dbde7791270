// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import csi.v1.Csi.CreateVolumeRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.efc.backend.source.Source;
import org.efc.csi.failure.CsiException;
import org.efc.csi.failure.CsiException.Reason;

/**
 * CreateVolume: a directory below a source.
 *
 * @param name the CO's name for the volume; the same name is the same volume
 * @param change of a VolumeAttributesClass; it takes precedence over the ownership
 * @param options client options, which every mount of the volume gets
 */
public record CreateRequest(
    String name,
    VolumeId id,
    Capacity capacity,
    DirectoryOwnership ownership,
    OwnershipChange change,
    Map<String, String> options) {
  private static final Set<String> OWN_KEYS =
      Set.of("subDir", "onDelete", "mountPermissions", "uid", "gid");
  private static final String PREFIX_OF_SIDECARS = "csi.storage.k8s.io/";

  public CreateRequest {
    options = Map.copyOf(options);
  }

  /**
   * @param sources where volumes go when the parameters do not say it; then there must be one
   */
  public static CreateRequest parse(CreateVolumeRequest request, List<Source> sources) {
    String name = Fields.required("name", request.getName());
    MountCapability.parseAll("volume_capabilities", request.getVolumeCapabilitiesList());
    refuseUnsupported(request);
    Capacity capacity = Capacity.parse(request.getCapacityRange());
    Map<String, String> parameters = Fields.map("parameters", request.getParametersMap());
    Fields.secrets(request.getSecretsMap());
    Map<String, String> options = options(parameters);
    return new CreateRequest(
        name,
        volumeId(name, source(parameters, sources), parameters),
        capacity,
        DirectoryOwnership.parse(parameters),
        OwnershipChange.parse(request.getModifiableParametersMap()),
        options);
  }

  private static void refuseUnsupported(CreateVolumeRequest request) {
    if (request.hasVolumeContentSource()) {
      throw CsiException.invalid(
          "volume_content_source",
          request.getVolumeContentSource().getTypeCase().toString(),
          "volumes begin empty: there are no snapshots and no clones");
    }
  }

  private static Map<String, String> options(Map<String, String> parameters) {
    Map<String, String> options = new TreeMap<>();
    parameters.forEach(
        (key, value) -> {
          if (ClientOptions.isKnown(key)) {
            options.put(key, ClientOptions.check("parameters", key, value));
          } else if (!OWN_KEYS.contains(key)
              && !SourceFields.KEYS.contains(key)
              && !key.startsWith(PREFIX_OF_SIDECARS)) {
            throw CsiException.invalid("parameters key", key, "unknown");
          }
        });
    return options;
  }

  private static Source source(Map<String, String> parameters, List<Source> sources) {
    return SourceFields.find("parameters", parameters)
        .orElseGet(
            () -> {
              if (sources.size() == 1) {
                return sources.getFirst();
              }
              throw new CsiException(
                  Reason.INVALID_FIELD,
                  "parameters[source] is missing, and this controller has "
                      + sources.size()
                      + " sources of its own: write source: nfs://HOST/PATH into the StorageClass");
            });
  }

  private static VolumeId volumeId(String name, Source source, Map<String, String> parameters) {
    String template = parameters.get("subDir");
    DirectoryPath directory =
        template == null
            ? DirectoryPath.ofVolumeName(name, VolumeId.roomForDirectory(source))
            : SubDirTemplate.expand(template, parameters);
    OnDelete onDelete =
        OnDelete.parse("parameters[onDelete]", parameters.getOrDefault("onDelete", "delete"));
    return new VolumeId(source, directory, onDelete);
  }

  /**
   * What makes another request for the same name a different one, next to id and capacity. What can
   * be modified later is not in it.
   */
  public String fingerprint() {
    return ownership + " " + new TreeMap<>(options);
  }

  /** The volume context of the answer: for people to read, and for the mount. */
  public Map<String, String> volumeContext() {
    Map<String, String> context = new TreeMap<>(options);
    context.put("source", id.volumeSource().toString());
    return context;
  }
}
