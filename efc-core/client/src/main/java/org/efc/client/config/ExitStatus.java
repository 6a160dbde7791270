// SPDX-License-Identifier: Apache-2.0
package org.efc.client.config;

import org.efc.backend.BackendException;

/** The exit statuses of a client, for who started it. */
public final class ExitStatus {
  public static final int OK = 0;
  public static final int OTHER = 1;
  public static final int USAGE = 2;
  static final int UNREACHABLE = 10;
  static final int NO_SUCH_SOURCE = 11;
  static final int DENIED = 12;

  /** The next process is to mount the source anew. */
  public static final int STALE_ROOT = 13;

  private ExitStatus() {}

  /** For a source that can't be opened. */
  public static int of(BackendException failure) {
    return switch (failure.errno()) {
      case EHOSTUNREACH,
          ENETUNREACH,
          EHOSTDOWN,
          ECONNREFUSED,
          ECONNRESET,
          ECONNABORTED,
          ENOTCONN,
          EPIPE,
          ETIMEDOUT ->
          UNREACHABLE;
      case ENOENT, ENOTDIR, ESTALE, ENODEV, ENXIO -> NO_SUCH_SOURCE;
      case EACCES, EPERM -> DENIED;
      case EINVAL -> USAGE;
      default -> OTHER;
    };
  }
}
