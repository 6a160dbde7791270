// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import java.util.Locale;
import org.efc.common.CommandLine.UsageException;

/** Which services a plugin has next to the identity service. */
public enum Mode {
  /** Mounts on its node, with the node's session manager. */
  NODE,
  /** Makes and ends volumes; needs no node, no privilege and no session manager. */
  CONTROLLER,
  /** Both. */
  ALL;

  static Mode parse(String text) {
    for (Mode mode : values()) {
      if (mode.toString().equals(text)) {
        return mode;
      }
    }
    throw new UsageException("option --mode is " + text + ": node, controller or all");
  }

  boolean hasNode() {
    return this != CONTROLLER;
  }

  boolean hasController() {
    return this != NODE;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
