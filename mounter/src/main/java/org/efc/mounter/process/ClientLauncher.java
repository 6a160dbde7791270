// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

/** Says how a client of one volume is launched. */
public interface ClientLauncher {
  /**
   * The launch of the next client. The caller closes it.
   *
   * @param failFast whether the client exits when it can't reach its source
   * @throws org.efc.common.EfcException when there is nothing to launch, as without a device
   */
  Launch launch(boolean failFast);
}
