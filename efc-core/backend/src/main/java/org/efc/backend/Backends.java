// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import java.time.Duration;

/** Opens sources. */
public final class Backends {
  private Backends() {}

  /**
   * Opens the directory that {@code source} names.
   *
   * @param deadline how long to try to reach a server; what is local answers at once
   * @throws BackendException naming the source; {@link BackendException#errno} tells the kind
   */
  public static Backend open(Source source, Duration deadline) {
    throw new UnsupportedOperationException("no backend yet for " + source);
  }
}
