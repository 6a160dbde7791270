// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

/** Why a session ended. */
public sealed interface SessionEnd {
  /** The file system was unmounted (ENODEV). */
  record Unmounted() implements SessionEnd {}

  /** The connection was aborted by the administrator (ECONNABORTED). */
  record Aborted() implements SessionEnd {}

  /** {@link FuseSession#stop} was called; the mount lives on. */
  record Stopped() implements SessionEnd {}

  /** It can't go on; the mount lives on, and a new process may serve it. */
  record Failed(Throwable cause) implements SessionEnd {}
}
