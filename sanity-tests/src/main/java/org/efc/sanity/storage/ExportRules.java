// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.storage;

/**
 * Whom an export lets in, and as whom.
 *
 * @param squashesRoot root is taken for nobody
 * @param privilegedPort clients must come from a port below 1024
 * @param admitsThisMachine else the export is for 192.0.2.1 only (RFC 5737)
 */
public record ExportRules(boolean squashesRoot, boolean privilegedPort, boolean admitsThisMachine) {
  /** Everybody, as who they are. */
  public static final ExportRules OPEN = new ExportRules(false, false, true);

  public static final ExportRules ROOT_SQUASH = new ExportRules(true, false, true);
  public static final ExportRules PRIVILEGED_PORT = new ExportRules(false, true, true);
  public static final ExportRules OTHERS_ONLY = new ExportRules(false, false, false);
}
