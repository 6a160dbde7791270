// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.time.Duration;
import org.efc.mounter.linux.MountTable;
import org.efc.mounter.linux.UnmountLadder;
import org.efc.mounter.process.BackgroundTasks;
import org.efc.mounter.process.ProcessRunner;
import org.efc.mounter.state.MountStore;

/**
 * What the parts of one session manager share.
 *
 * @param ofVolumes what each volume uses of it
 * @param mountDeadline of a mount or bind, which may hang in the kernel
 */
record SessionParts(
    String bootId,
    VolumeParts ofVolumes,
    MountPaths paths,
    CallLocks locks,
    VolumeTable volumes,
    Duration mountDeadline) {

  SessionConfig config() {
    return ofVolumes.config();
  }

  MountTable table() {
    return ofVolumes.table();
  }

  MountStore store() {
    return ofVolumes.store();
  }

  ProcessRunner runner() {
    return ofVolumes.runner();
  }

  BackgroundTasks tasks() {
    return ofVolumes.tasks();
  }

  UnmountLadder ladder() {
    return new UnmountLadder(table());
  }
}
