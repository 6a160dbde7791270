// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

/**
 * How durable a write must be before it is acknowledged (RFC 1813 3.3.7, stable_how without
 * DATA_SYNC, which nobody asks for).
 */
public enum Stability {
  /** In the server's memory: lost when the server restarts before a commit. */
  UNSTABLE,
  /** Data and all metadata are on the server's disk. */
  FILE_SYNC
}
