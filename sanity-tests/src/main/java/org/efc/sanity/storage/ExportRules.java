// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.storage;

/**
 * Whom an export lets in, and as whom.
 *
 * @param squash whose ids are not believed
 * @param privilegedPort clients must come from a port below 1024
 * @param admitsThisMachine else the export is for 192.0.2.1 only (RFC 5737)
 */
public record ExportRules(Squash squash, boolean privilegedPort, boolean admitsThisMachine) {
  /** Everybody, as who they are. */
  public static final ExportRules OPEN = new ExportRules(Squash.NOBODY, false, true);

  public static final ExportRules ROOT_SQUASH = new ExportRules(Squash.ROOT, false, true);
  public static final ExportRules ALL_SQUASH = new ExportRules(Squash.ALL, false, true);
  public static final ExportRules PRIVILEGED_PORT = new ExportRules(Squash.NOBODY, true, true);
  public static final ExportRules OTHERS_ONLY = new ExportRules(Squash.NOBODY, false, false);

  /** Whose ids are not believed. */
  public enum Squash {
    NOBODY("Squash = No_Root_Squash;"),
    ROOT("Squash = Root_Squash;"),

    /** Everybody is user 1024 and group 100. */
    ALL("Squash = All_Squash; Anonymous_Uid = 1024; Anonymous_Gid = 100;");

    private final String setting;

    Squash(String setting) {
      this.setting = setting;
    }

    String setting() {
      return setting;
    }
  }
}
