// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import csi.v1.Csi.NodePublishVolumeRequest;
import java.util.OptionalInt;
import org.efc.csi.failure.CsiException;
import org.efc.csi.failure.CsiException.Reason;
import org.efc.mounter.BindOptions;
import org.efc.mounter.MountSpec;

/**
 * NodePublishVolume: a staged volume into a target.
 *
 * @param mountGroup the group that the pod wants all files to have
 */
public record PublishRequest(
    String volumeId, String targetPath, BindOptions options, OptionalInt mountGroup) {

  public static PublishRequest parse(NodePublishVolumeRequest request) {
    String volumeId = Fields.required("volume_id", request.getVolumeId());
    String target = NodePath.required("target_path", request.getTargetPath());
    if (!request.hasVolumeCapability()) {
      throw CsiException.missing("volume_capability");
    }
    MountCapability capability =
        MountCapability.parse("volume_capability", request.getVolumeCapability());
    VolumeContext.parse(request.getVolumeContextMap());
    Fields.secrets(request.getSecretsMap());
    if (request.getStagingTargetPath().isEmpty()) {
      // The specification's own code for this one field.
      throw new CsiException(
          Reason.NOT_NOW, "staging_target_path is missing: volume " + volumeId + " must be staged");
    }
    NodePath.required("staging_target_path", request.getStagingTargetPath());
    return new PublishRequest(
        volumeId,
        target,
        new BindOptions(request.getReadonly() || capability.readOnly(), capability.exclusive()),
        capability.mountGroup());
  }

  /**
   * A group is mapped for all of a mount: a pod that wants another one can't have it here.
   *
   * @throws CsiException DIFFERENT
   */
  public void requireSameGroup(MountSpec staged) {
    String wanted = mountGroup.isPresent() ? Integer.toString(mountGroup.getAsInt()) : "";
    String has = staged.options().getOrDefault(ClientOptions.MOUNT_GROUP, "");
    if (!wanted.equals(has)) {
      throw new CsiException(
          Reason.DIFFERENT,
          "volume_capability.mount.volume_mount_group is \""
              + wanted
              + "\", but volume "
              + volumeId
              + " is staged with \""
              + has
              + "\"");
    }
  }
}
