// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.wire;

import org.efc.common.linux.Memory;
import org.efc.fuse.abi.ReplyLayout;

/**
 * Fills in a fuse_entry_out: a name's object, its attributes, and how long the kernel may believe
 * both. The memory is zero before; what is not set stays 0.
 */
public final class EntryOut {
  private long at;
  private final AttributesOut attributes;

  /** Writes to {@code at}. */
  public EntryOut(long at) {
    this.at = at;
    this.attributes = new AttributesOut(at + ReplyLayout.EntryOut.ATTR);
  }

  void moveTo(long address) {
    at = address;
    attributes.moveTo(address + ReplyLayout.EntryOut.ATTR);
  }

  /** Zeroes the memory. */
  public EntryOut clear() {
    Memory.zero(at, ReplyLayout.EntryOut.SIZE);
    return this;
  }

  /**
   * The object.
   *
   * @param nodeid 0 for a negative entry; each reply with another one adds one to its lookup count
   * @param generation tells a node id used again from its earlier use
   */
  public EntryOut node(long nodeid, long generation) {
    Memory.putLong(at + ReplyLayout.EntryOut.NODEID, nodeid);
    Memory.putLong(at + ReplyLayout.EntryOut.GENERATION, generation);
    return this;
  }

  /** How long the name leads to the object without a LOOKUP, in nanoseconds from now. */
  public EntryOut nameValid(long nanos) {
    ReplyEncoder.validity(
        at + ReplyLayout.EntryOut.ENTRY_VALID, at + ReplyLayout.EntryOut.ENTRY_VALID_NSEC, nanos);
    return this;
  }

  /** How long the attributes hold without a GETATTR, in nanoseconds from now. */
  public EntryOut attributesValid(long nanos) {
    ReplyEncoder.validity(
        at + ReplyLayout.EntryOut.ATTR_VALID, at + ReplyLayout.EntryOut.ATTR_VALID_NSEC, nanos);
    return this;
  }

  /** The attributes to fill in; the same object at each call. */
  public AttributesOut attributes() {
    return attributes;
  }
}
