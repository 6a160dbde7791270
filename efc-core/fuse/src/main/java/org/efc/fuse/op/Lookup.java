// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

/**
 * The object of one name in the directory {@link #nodeid}. Answered by an entry; each entry with a
 * node id other than 0 adds one to the object's lookup count, and the kernel gives the count back
 * by FORGET.
 *
 * <p>Node id 0 with a time-out is a negative entry: the kernel remembers that the name does not
 * exist. ENOENT says the same for this time only. {@code "."} and {@code ".."} never come, since
 * EXPORT_SUPPORT is not negotiated.
 */
public final class Lookup extends NamedOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Lookup(long header) {
    super(header, 0);
  }
}
