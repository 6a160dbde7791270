// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

/**
 * Looks at the attributes of objects, one at a time: made once by {@link Backend#asking} and sent
 * again and again, so that a look costs no object. What {@link ReadCall} says of ends holds here.
 */
public interface AttributesCall {
  /**
   * Asks for the attributes of one object (RFC 1813 3.3.1).
   *
   * @param object copied before {@code send} returns
   */
  void send(Caller caller, HandleBuffer object);
}
