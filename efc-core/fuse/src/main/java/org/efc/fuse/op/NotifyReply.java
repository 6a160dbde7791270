// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestLayout.NotifyRetrieveIn;

/**
 * The cached data that a RETRIEVE notification asked for. There is no reply. The header's unique is
 * the one that the notification chose.
 */
public final class NotifyReply extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public NotifyReply(long header) {
    super(header);
  }

  /** Where in the file, in bytes. */
  public long offset() {
    return longAt(NotifyRetrieveIn.OFFSET);
  }

  /** How many bytes follow. */
  public int size() {
    return intAt(NotifyRetrieveIn.DATA_SIZE);
  }
}
