// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import org.efc.common.Errno;

/**
 * Notices that a server's directory goes round: its cookies come again, and a listing would never
 * end. Brent's algorithm: it remembers one cookie, moves that on at each power of two, and needs at
 * most about three times the steps of the round. Belongs to one thread.
 */
public final class CookieCycle {
  private long mark;
  private boolean marked;
  private long steps;
  private long stride = 1;

  /** Begins anew: a cookie that comes again after this is none. */
  public void restart() {
    marked = false;
    steps = 0;
    stride = 1;
  }

  /**
   * The listing has come to this cookie.
   *
   * @return whether it was there before
   */
  public boolean comesTo(long cookie) {
    if (isPassed(cookie)) {
      return true;
    }
    if (++steps == stride) {
      mark = cookie;
      marked = true;
      stride *= 2;
      steps = 0;
    }
    return false;
  }

  /** Whether the listing was at this cookie before, as far as is remembered. */
  public boolean isPassed(long cookie) {
    return marked && cookie == mark;
  }

  /**
   * The listing has come to the end of this page.
   *
   * @throws BackendException ELOOP when it was there before
   */
  public void requireNew(DirectoryPage page) {
    for (DirectoryEntry entry : page.entries()) {
      if (comesTo(entry.cookie())) {
        throw new BackendException(
            "directory goes round: the server says the cookie of '" + entry.name() + "' again",
            Errno.ELOOP);
      }
    }
  }
}
