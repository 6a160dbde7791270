// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.time.Duration;
import org.efc.mounter.linux.ProcessIdentity;

/**
 * Told when clients start, end and serve. One thread at a time calls, in the order of what
 * happened, and holds no lock. Applications wait for the next client meanwhile: what takes long
 * belongs on another thread.
 */
public interface ClientListener {
  /** A client runs. Recorded, so that a later session manager can adopt it. */
  void launched(ProcessIdentity process, int generation);

  /** Whether the mount is there to be served by another client; takes no time. */
  boolean isConnected();

  /** A client ended unexpectedly; returns whether to launch another one. */
  boolean ended(ExitReason reason);

  /** A client made room for the client of another version, which {@link #launched} tells next. */
  void replaced(ExitReason reason);

  /**
   * A client serves after another one ended.
   *
   * @param generation of the one that ended
   * @param stall from the end of that one until now
   */
  void served(int generation, ExitReason reason, Duration stall);
}
