// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.util.concurrent.ScheduledExecutorService;
import org.efc.mounter.linux.MountTable;
import org.efc.mounter.linux.UnmountLadder;
import org.efc.mounter.process.ProcessRunner;
import org.efc.mounter.process.RestartPolicy;
import org.efc.mounter.state.MountStore;

/** What the parts of one session manager share. */
record Node(
    SessionConfig config,
    String bootId,
    MountTable table,
    MountStore store,
    ProcessRunner runner,
    RestartPolicy restarts,
    ScheduledExecutorService timer,
    MountPaths paths,
    CallLocks locks,
    Volumes volumes) {

  UnmountLadder ladder() {
    return new UnmountLadder(table);
  }
}
