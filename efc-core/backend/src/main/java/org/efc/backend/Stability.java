// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

/** How durable a write must be before it is acknowledged (RFC 1813 3.3.7, stable_how). */
public enum Stability {
  /** In the server's memory: lost when the server restarts before a commit. */
  UNSTABLE,
  /** The data, and the metadata needed to read it, are on the server's disk. */
  DATA_SYNC,
  /** Data and all metadata are on the server's disk. */
  FILE_SYNC
}
