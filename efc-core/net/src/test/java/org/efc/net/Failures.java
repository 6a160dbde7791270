// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.efc.common.vital.FailStop;

/** Notes what would have ended the process. */
final class Failures implements FailStop {
  private final List<String> parts = new CopyOnWriteArrayList<>();

  /** For tests in which nothing may fail: the failure shows in the log and ends its thread. */
  static FailStop unexpected() {
    return (part, cause) -> {
      throw new AssertionError(part, cause);
    };
  }

  @Override
  public void failed(String part, Throwable cause) {
    parts.add(part + ": " + cause.getMessage());
  }

  List<String> parts() {
    return List.copyOf(parts);
  }
}
