// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.nio.file.Path;
import org.efc.common.linux.Fd;

/** Says how a client that gets ready before it serves is launched. */
public interface ReadyLauncher {

  /** Below which each of them has a directory for its rehearsal. */
  Path directories();

  /**
   * The launch of one, which the caller closes.
   *
   * @param socket that it inherits; stays the caller's, and by which it is told what to serve
   * @param directory for its rehearsal
   */
  Launch launch(Fd socket, RehearsalDirectory directory);
}
