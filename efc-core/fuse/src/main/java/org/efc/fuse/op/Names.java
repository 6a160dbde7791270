// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.common.Name;
import org.efc.common.linux.Memory;

/** Names in a message: NUL-terminated, which the decoder has made sure of. */
final class Names {
  /** More than any message has in one string (PATH_MAX is 4096). */
  private static final int LIMIT = 1 << 16;

  private Names() {}

  static int lengthAt(long address) {
    return Memory.length(address, LIMIT);
  }

  static Name nameAt(long address) {
    return Name.adopt(Memory.bytes(address, lengthAt(address)));
  }
}
