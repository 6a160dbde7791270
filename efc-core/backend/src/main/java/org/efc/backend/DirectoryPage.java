// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import java.util.List;

/**
 * A part of a directory.
 *
 * @param verifier goes with the entries' cookies into the next {@link DirectoryPosition}
 * @param end whether nothing follows
 */
public record DirectoryPage(List<DirectoryEntry> entries, long verifier, boolean end) {

  /** Whether another page follows: an empty one has no cookie to go on from. */
  public boolean hasMore() {
    return !end && !entries.isEmpty();
  }
}
