// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import org.efc.mounter.linux.MountTable;
import org.efc.mounter.process.BackgroundTasks;
import org.efc.mounter.process.ProcessRunner;
import org.efc.mounter.process.RestartPolicy;
import org.efc.mounter.state.MountStore;

/** What each volume of one session manager uses. */
record VolumeParts(
    SessionConfig config,
    MountTable table,
    MountStore store,
    ProcessRunner runner,
    RestartPolicy restarts,
    BackgroundTasks tasks) {}
