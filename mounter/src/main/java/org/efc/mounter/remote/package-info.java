// SPDX-License-Identifier: Apache-2.0
/**
 * What asks the session manager from another process: its client, which is the port over a socket,
 * and the keeper of device descriptors.
 *
 * <p>It may use the port, the messages of the session manager's socket, the history of failovers
 * that a message holds, and org.efc.common. The plugin and the command line use it; the session
 * manager never does.
 *
 * <p>A call never waits without a deadline, and nothing here reads or writes what the session
 * manager keeps on disk. A device descriptor is given up only when a session manager that answers
 * says that the device is gone.
 */
package org.efc.mounter.remote;
