// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

/** The connection ends. Linux sends it for block device mounts only. Answered ok. */
public final class Destroy extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Destroy(long header) {
    super(header);
  }
}
