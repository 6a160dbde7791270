// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import org.efc.client.config.ClientException;

/** The kernel uses a node id that is not in the table: its state was lost, or it is from before. */
public final class UnknownNodeException extends ClientException {
  private static final long serialVersionUID = 1L;

  public UnknownNodeException(long nodeid) {
    super("no inode " + Long.toHexString(nodeid));
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // it does nothing
  public Throwable fillInStackTrace() {
    return this;
  }
}
