// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter;

import java.util.List;
import java.util.Optional;

/**
 * A volume as the session manager sees it.
 *
 * @param mountPath where the FUSE file system is mounted
 * @param targets where the volume is bound
 * @param state what the client does: starting, serving, backing-off, stopping, or recovering
 * @param clientPid process id of the client, 0 while there is none
 * @param generation how many clients have served this mount, 1 for the first
 * @param requests how many requests the client of this generation has answered, as it says
 * @param lastExit why the last client ended, empty while the first one lives
 * @param abnormal whether something is wrong
 * @param message the state in plain words, for the volume condition
 * @param usage space as the client last reported it
 */
public record VolumeStatus(
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
    Optional<Usage> usage) {
  public VolumeStatus {
    targets = List.copyOf(targets);
  }

  /** Bytes and inodes. */
  public record Usage(
      long totalBytes, long usedBytes, long availableBytes, long totalFiles, long freeFiles) {}
}
