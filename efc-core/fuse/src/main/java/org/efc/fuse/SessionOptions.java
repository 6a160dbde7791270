// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

/**
 * How a session works.
 *
 * @param init what a new mount is to be like
 * @param readers threads that read and dispatch, 1..64. More than CPUs pay only when methods block;
 *     on an idle CPU each one more costs cache locality
 * @param inFlight requests that may be read and not answered, {@code readers}..4096: each has a
 *     buffer of one transfer, resident as far as it was used
 */
public record SessionOptions(InitPreferences init, int readers, int inFlight) {
  /** Holds the limits of each value. */
  public SessionOptions {
    if (readers < 1 || readers > 64) {
      throw new IllegalArgumentException("readers is " + readers + ", outside 1..64");
    }
    if (inFlight < readers || inFlight > 4096) {
      throw new IllegalArgumentException(
          "inFlight is " + inFlight + ", outside " + readers + "..4096");
    }
  }

  /** Two readers, or four from four CPUs on; 64 requests in flight. */
  public static SessionOptions defaults() {
    int readers = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 4);
    return new SessionOptions(InitPreferences.shared(), readers, 64);
  }

  /** The same for another kind of mount. */
  public SessionOptions withInit(InitPreferences other) {
    return new SessionOptions(other, readers, inFlight);
  }
}
