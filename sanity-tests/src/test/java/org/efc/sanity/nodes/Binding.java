// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

import java.util.Optional;

/**
 * What a name leads to.
 *
 * @param known false while that is not known
 */
record Binding(Optional<Inode> inode, boolean known) {
  static final Binding ABSENT = new Binding(Optional.empty(), true);
  static final Binding UNKNOWN = new Binding(Optional.empty(), false);

  static Binding to(Inode inode) {
    return new Binding(Optional.of(inode), true);
  }

  @Override
  public String toString() {
    return known ? inode.map(found -> "inode " + found.number()).orElse("absent") : "unknown";
  }
}
