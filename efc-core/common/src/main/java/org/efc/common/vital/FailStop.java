// SPDX-License-Identifier: Apache-2.0
package org.efc.common.vital;

/**
 * What happens when a part of the process failed in a state that nobody knows: a thread ended that
 * others wait for, or the code behind an answer of the storage threw. The process ends, since a
 * restart is safe and takes milliseconds, while a process without the part makes callers wait for
 * ever.
 *
 * <p>Production uses {@link #HALT}. A test gives a part an implementation that notes the call.
 */
@FunctionalInterface
public interface FailStop {
  /** Beside 3, with which the JVM ends a process whose heap is exhausted. */
  int EXIT_STATUS = 4;

  /** Logs part and cause, and ends the process with status {@link #EXIT_STATUS}. */
  FailStop HALT = new HaltedProcess(status -> Runtime.getRuntime().halt(status));

  /**
   * A part failed. {@link #HALT} does not return; an implementation of a test may return, and the
   * caller then leaves its part as it is.
   *
   * @param part names the part for the log: a thread, or the completion of a call
   * @param cause what the part threw
   */
  void failed(String part, Throwable cause);
}
