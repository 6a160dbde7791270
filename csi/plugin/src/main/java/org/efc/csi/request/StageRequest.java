// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import csi.v1.Csi.NodeStageVolumeRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.efc.backend.source.Source;
import org.efc.csi.failure.CsiException;
import org.efc.mounter.MountSpec;

/** NodeStageVolume: what to mount. Nothing of the secrets gets in here. */
public record StageRequest(MountSpec spec, String stagingPath) {

  public static StageRequest parse(NodeStageVolumeRequest request) {
    String volumeId = Fields.required("volume_id", request.getVolumeId());
    String stagingPath = NodePath.required("staging_target_path", request.getStagingTargetPath());
    if (!request.hasVolumeCapability()) {
      throw CsiException.missing("volume_capability");
    }
    MountCapability capability =
        MountCapability.parse("volume_capability", request.getVolumeCapability());
    VolumeContext context = VolumeContext.parse(request.getVolumeContextMap());
    Fields.secrets(request.getSecretsMap());
    Map<String, String> options = new LinkedHashMap<>(context.options());
    options.putAll(capability.options());
    capability
        .mountGroup()
        .ifPresent(group -> options.put(ClientOptions.MOUNT_GROUP, Integer.toString(group)));
    Source source = context.source().orElseGet(() -> sourceOf(volumeId));
    return new StageRequest(
        new MountSpec(volumeId, source.toString(), capability.readOnly(), options), stagingPath);
  }

  private static Source sourceOf(String volumeId) {
    return VolumeId.parse(volumeId)
        .map(VolumeId::volumeSource)
        .orElseThrow(
            () ->
                new CsiException(
                    CsiException.Reason.INVALID_FIELD,
                    "volume_context[source] is missing, and volume_id \""
                        + volumeId
                        + "\" names no source: write source: nfs://HOST/PATH into the volume's"
                        + " attributes (a fluid_path alone does not say where the files are)"));
  }
}
