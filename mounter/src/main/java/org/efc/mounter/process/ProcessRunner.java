// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.efc.mounter.linux.ProcessIdentity;

/** Starts client processes and watches them: the seam that keeps most tests from forking. */
public interface ProcessRunner {
  /**
   * Starts a process in a session of its own.
   *
   * @throws org.efc.common.EfcException when it can't be started
   */
  ClientProcess start(Launch launch);

  /**
   * The clients that an earlier session manager left: those that serve a device with a state
   * directory in {@code volumeStates}, by that directory's name.
   */
  Map<String, ProcessIdentity> find(Path volumeStates);

  /** Watches a process that another session manager started; empty when it is gone already. */
  Optional<ClientProcess> adopt(ProcessIdentity process);
}
