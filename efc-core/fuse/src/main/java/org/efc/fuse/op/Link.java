// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestLayout.LinkIn;

/**
 * Gives an object a second name in the directory {@link #nodeid}. Answered by an entry of the
 * object, which adds to its lookup count as LOOKUP does.
 */
public final class Link extends NamedOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Link(long header) {
    super(header, LinkIn.SIZE);
  }

  /** The object that gets the name. */
  public long oldNodeid() {
    return longAt(LinkIn.OLDNODEID);
  }
}
