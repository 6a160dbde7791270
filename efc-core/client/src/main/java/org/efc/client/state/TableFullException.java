// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import org.efc.client.config.ClientException;

/** There is no room for another inode: the limit is reached, or the disk of the state is full. */
public final class TableFullException extends ClientException {
  private static final long serialVersionUID = 1L;

  TableFullException(String message) {
    super(message);
  }

  TableFullException(String message, Throwable cause) {
    super(message, cause);
  }
}
