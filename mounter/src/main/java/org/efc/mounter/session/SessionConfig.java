// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * Where a session manager keeps things and how long it waits.
 *
 * @param socket where it listens, at most 107 bytes
 * @param stateDir records and the clients' state: must survive a restart of the process and should
 *     not survive one of the node
 * @param mountRoot below it the volumes are mounted; shared propagation, so that all see them
 * @param clientCommand program and first arguments of a client; the options of the launch follow
 * @param fsName what mountinfo shows as the source of our mounts
 * @param fsSubtype mountinfo shows {@code fuse.<subtype>} as the type of our mounts
 * @param stageTimeout the most that one stage may work, whether its caller waits or not
 * @param restoreTimeout how long a restarted session manager waits for a device fd to be given back
 * @param hungAfter how long a client may leave requests waiting without a sign of life
 * @param standby whether one client more is kept ready, for whichever volume needs one next
 * @param clientMemory the most memory of each client, in bytes, where it can have a cgroup of its
 *     own
 * @param maxVolumes how many volumes (and so clients) this node may have
 */
public record SessionConfig(
    String socket,
    Path stateDir,
    Path mountRoot,
    List<String> clientCommand,
    String fsName,
    String fsSubtype,
    Duration stageTimeout,
    Duration restoreTimeout,
    Duration hungAfter,
    boolean standby,
    OptionalLong clientMemory,
    int maxVolumes) {
  public static final String DEFAULT_SOCKET = "/runtime-mnt/efc-sock/sessmgrd.sock";
  public static final String DEFAULT_STATE_DIR = "/run/efc";
  public static final String DEFAULT_MOUNT_ROOT = "/runtime-mnt";
  public static final String DEFAULT_FS_NAME = "alifuse.aliyun-alinas-efc";
  public static final String DEFAULT_FS_SUBTYPE = "aliyun-alinas-efc";
  public static final Duration DEFAULT_STAGE_TIMEOUT = Duration.ofSeconds(90);
  public static final Duration DEFAULT_RESTORE_TIMEOUT = Duration.ofSeconds(3);
  public static final Duration DEFAULT_HUNG_AFTER = Duration.ofSeconds(15);
  public static final int DEFAULT_MAX_VOLUMES = 256;

  public SessionConfig {
    clientCommand = List.copyOf(clientCommand);
  }

  /** The type of our mounts in mountinfo. */
  public String fsType() {
    return "fuse." + fsSubtype;
  }
}
