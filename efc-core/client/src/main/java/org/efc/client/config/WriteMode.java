// SPDX-License-Identifier: Apache-2.0
package org.efc.client.config;

/** When the data of a write(2) that was acknowledged is where. */
public enum WriteMode {
  /** On the storage's disk when write(2) returns. */
  STABLE,
  /** In the storage's memory when write(2) returns, on its disk when fsync(2) or close(2) does. */
  UNSTABLE,
  /**
   * As on any local file system: with this machine's kernel when write(2) returns, where no kill -9
   * loses it, and on the disk when fsync(2) does. close(2) waits for nothing.
   */
  LOCAL
}
