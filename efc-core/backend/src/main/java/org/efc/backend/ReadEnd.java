// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import org.efc.common.Errno;

/**
 * What gets the end of every sending of a {@link ReadCall}: on a thread of the backend or on the
 * sending one, never with a lock of the backend held. It must not block and must not throw.
 */
public interface ReadEnd {
  /**
   * The data is in the memory.
   *
   * @param count bytes read; fewer than asked for mean end of file, and only that
   * @param end whether the storage says that the file ended after the last of these bytes when they
   *     were read. With a full {@code count} false may mean that the storage was not asked
   * @param after the file's attributes as of the read, when the storage gave them with the data:
   *     good until this method returns
   */
  void done(int count, boolean end, AttributesBuffer after);

  void failed(Errno errno);
}
