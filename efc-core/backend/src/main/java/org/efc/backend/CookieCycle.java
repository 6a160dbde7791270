// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import java.util.List;
import java.util.Optional;

/**
 * Notices that a server's directory goes round: its cookies come again, and a listing would never
 * end. Brent's algorithm: it remembers one cookie, moves that on at each power of two, and needs at
 * most about three times the steps of the round. Belongs to one thread.
 *
 * <p>Cookies also come again where nothing is wrong: a rename over another name may keep its cookie
 * and lead the server to begin anew. So who came to a cookie again asks {@link #isEndless} too.
 */
public final class CookieCycle {
  /** A change may not show at once: times of files have the grain of a clock tick. */
  private static final int UNCHANGED_ROUNDS = 3;

  private Optional<Attributes> seen = Optional.empty();
  private int unchanged;
  private long mark;
  private boolean marked;
  private long steps;
  private long stride = 1;

  /** Begins anew: a cookie that comes again after this is none. */
  public void restart() {
    forget();
    seen = Optional.empty();
    unchanged = 0;
  }

  private void forget() {
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

  /** Whether the listing comes again to the cookie of an entry of this page. */
  public boolean comesBackIn(DirectoryPage page) {
    return repeats(page.entries())
        || page.entries().stream().anyMatch(entry -> comesTo(entry.cookie()));
  }

  /** Whether two of these have one cookie: whoever goes on after the second repeats all between. */
  public static boolean repeats(List<DirectoryEntry> entries) {
    return entries.stream().mapToLong(DirectoryEntry::cookie).distinct().count() < entries.size();
  }

  /**
   * The listing came to a cookie again: whether that has no end, because the directory did not
   * change since it came back before. Else it may go on, and what is remembered begins anew.
   *
   * @param directory as it is now
   */
  public boolean isEndless(Attributes directory) {
    unchanged = seen.isPresent() && directory.sameVersion(seen.get()) ? unchanged + 1 : 0;
    seen = Optional.of(directory);
    forget();
    return unchanged >= UNCHANGED_ROUNDS;
  }
}
