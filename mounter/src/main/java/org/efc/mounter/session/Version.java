// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.util.Optional;

/** The version of this build, from the jar's manifest. */
public final class Version {
  private Version() {}

  /** As in {@code 0.1.0}; {@code development} outside a jar. */
  public static String current() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
