// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.wire;

import org.efc.common.linux.Memory;
import org.efc.fuse.abi.ReplyLayout.AttrOut;

/** Fills in a fuse_attr_out: attributes, and how long the kernel may believe them. */
public final class AttributesReplyOut {
  private final long at;
  private final AttributesOut attributes;

  /** Writes to {@code at}. */
  public AttributesReplyOut(long at) {
    this.at = at;
    this.attributes = new AttributesOut(at + AttrOut.ATTR);
  }

  /** Zeroes the memory. */
  public AttributesReplyOut clear() {
    Memory.zero(at, AttrOut.SIZE);
    return this;
  }

  /** How long the attributes hold without another GETATTR, in nanoseconds from now. */
  public AttributesReplyOut valid(long nanos) {
    ReplyEncoder.validity(at + AttrOut.ATTR_VALID, at + AttrOut.ATTR_VALID_NSEC, nanos);
    return this;
  }

  /** The attributes to fill in; the same object at each call. */
  public AttributesOut attributes() {
    return attributes;
  }
}
