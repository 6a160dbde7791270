// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import org.efc.common.Errno;

/**
 * What gets the end of every sending of an {@link AttributesCall}: on a thread of the backend or on
 * the sending one, never with a lock of the backend held. It must not block and must not throw.
 */
public interface AttributesEnd {
  /** The attributes, which are good until this method returns. */
  void done(AttributesBuffer attributes);

  void failed(Errno errno);
}
