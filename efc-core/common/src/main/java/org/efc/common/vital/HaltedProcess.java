// SPDX-License-Identifier: Apache-2.0
package org.efc.common.vital;

import java.util.function.IntConsumer;

/**
 * Ends the process without shutdown hooks: after a failure in an unknown state, hooks may wait for
 * what will not come.
 */
final class HaltedProcess implements FailStop {
  private static final System.Logger LOG = System.getLogger(HaltedProcess.class.getName());

  private final IntConsumer halt;

  /**
   * @param halt ends the process with a status
   */
  HaltedProcess(IntConsumer halt) {
    this.halt = halt;
  }

  @Override
  public void failed(String part, Throwable cause) {
    try {
      LOG.log(System.Logger.Level.ERROR, part + " failed; the process ends", cause);
    } finally {
      // Whatever the logger threw: without memory it throws, too.
      halt.accept(EXIT_STATUS);
    }
  }
}
