// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session.wire;

import java.util.List;
import org.efc.mounter.MountSpec;
import org.efc.mounter.VolumeStatus;

/**
 * {@link VolumeStatus} as JSON.
 *
 * @param usage none or one
 */
public record WireVolume(
    MountSpec spec,
    String mountPath,
    List<String> targets,
    String state,
    int clientPid,
    int generation,
    long requests,
    String lastExit,
    boolean abnormal,
    String message,
    List<VolumeStatus.Usage> usage) {

  public static WireVolume of(VolumeStatus status) {
    return new WireVolume(
        status.spec(),
        status.mountPath(),
        status.targets(),
        status.state(),
        status.clientPid(),
        status.generation(),
        status.requests(),
        status.lastExit(),
        status.abnormal(),
        status.message(),
        status.usage().stream().toList());
  }

  public VolumeStatus toStatus() {
    return new VolumeStatus(
        spec,
        mountPath,
        targets,
        state,
        clientPid,
        generation,
        requests,
        lastExit,
        abnormal,
        message,
        usage.stream().findFirst());
  }
}
