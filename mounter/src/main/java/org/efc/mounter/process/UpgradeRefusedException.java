// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import org.efc.common.EfcException;

/** Why a volume is served on by the client that served it before an upgrade. */
public final class UpgradeRefusedException extends EfcException {
  private static final long serialVersionUID = 1L;

  UpgradeRefusedException(String message) {
    super(message);
  }
}
