// SPDX-License-Identifier: Apache-2.0
package org.efc.client.control;

/** What a line sent to the control socket is answered. */
@FunctionalInterface
public interface ControlCommands {
  /**
   * Answers a line.
   *
   * @return the text to be sent; its first line is {@code error=<message>} when it went wrong
   */
  String answer(String line);

  /** Whether the answer to a line may have to wait for the storage. */
  default boolean mayWait(String line) {
    return false;
  }

  /** The answer to the last line was sent, or nobody wanted it. */
  default void sent(String line) {}
}
