// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.List;
import java.util.Optional;
import org.efc.backend.Attributes;
import org.efc.backend.CookieCycle;
import org.efc.backend.DirectoryEntry;

/**
 * An open directory: the verifier that goes with the storage's cookies, and what the storage told
 * and did not fit into the last reply. It notices when the listing goes round. All of it can be
 * asked for again: a directory opened by a predecessor goes on with an empty stream.
 */
final class DirectoryStream {
  private static final long FRESH_NANOS = 1_000_000_000;

  private long verifier;
  private Part rest = new Part(0, List.of(), true, 0);
  private final CookieCycle cycle = new CookieCycle();
  private List<DirectoryEntry> told = List.of();
  private long lastAsked;

  /**
   * Entries in a row.
   *
   * @param after the cookie before the first of them
   * @param end whether nothing follows them
   * @param since when the storage told them
   */
  record Part(long after, List<DirectoryEntry> entries, boolean end, long since) {}

  /**
   * The listing goes on after a cookie.
   *
   * @return whether it is new: not when the server's cookies led it to a place where it has been.
   *     Who goes back by seekdir(3) may be there again
   */
  synchronized boolean goesOnAfter(long cookie) {
    boolean led = told.stream().anyMatch(entry -> entry.cookie() == cookie);
    if (cookie == lastAsked && !led) {
      return true; // asked again: nothing was taken of the last answer
    }
    lastAsked = cookie;
    if (cookie == 0 || !led) {
      cycle.restart();
    }
    return !cycle.comesTo(cookie);
  }

  /** Whether these entries lead back to a place where the listing has been. */
  synchronized boolean leadBack(List<DirectoryEntry> entries) {
    return CookieCycle.repeats(entries)
        || entries.stream().anyMatch(entry -> cycle.isPassed(entry.cookie()));
  }

  /** The listing was led back: whether it will be for ever, as the directory does not change. */
  synchronized boolean isEndless(Attributes directory) {
    return cycle.isEndless(directory);
  }

  /** The kernel is told these: it goes on after one of them, or it was sent elsewhere. */
  synchronized void telling(List<DirectoryEntry> entries) {
    told = entries;
  }

  /** What follows a cookie, if it is here and not old. */
  synchronized Optional<Part> after(long cookie, long now) {
    boolean useful =
        rest.after == cookie && !rest.entries.isEmpty() && now - rest.since < FRESH_NANOS;
    return useful ? Optional.of(rest) : Optional.empty();
  }

  /** What did not fit. */
  synchronized void keep(Part part) {
    rest = part;
  }

  synchronized long verifier() {
    return verifier;
  }

  synchronized void verifier(long told) {
    verifier = told;
  }
}
