// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.http;

/**
 * What a page says now.
 *
 * @param text lines ended by "\n"
 */
public record Page(int status, String text) {
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  public static Page ok(String text) {
    return new Page(OK, text);
  }

  /** What a probe takes for a failure; kubelet shows the text in the pod's events. */
  public static Page unavailable(String why) {
    return new Page(UNAVAILABLE, why.endsWith("\n") ? why : why + "\n");
  }
}
