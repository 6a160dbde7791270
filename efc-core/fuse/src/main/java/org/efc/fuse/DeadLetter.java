// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import org.efc.common.linux.Memory;
import org.efc.fuse.wire.AttributesReplyOut;
import org.efc.fuse.wire.EntryOut;
import org.efc.fuse.wire.ListingOut;
import org.efc.fuse.wire.StatfsOut;

/**
 * Where the body of an answer goes that comes after the request was answered: memory that nobody
 * reads. The request object may serve another request by then, and its memory with it.
 */
final class DeadLetter {
  private DeadLetter() {}

  private static final class Page {
    static final long ADDRESS = Memory.map(Memory.pageSize());
  }

  static EntryOut entry() {
    return new EntryOut(Page.ADDRESS);
  }

  static AttributesReplyOut attributes() {
    return new AttributesReplyOut(Page.ADDRESS);
  }

  static StatfsOut statfs() {
    return new StatfsOut(Page.ADDRESS);
  }

  /** A listing without room. */
  static ListingOut listing() {
    return new ListingOut().moveTo(Page.ADDRESS, 0).begin(false, 0);
  }
}
