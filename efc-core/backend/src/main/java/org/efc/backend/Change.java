// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

/**
 * The identity of one change of the storage: the number under which the change is sent, and the
 * place to which doubt about the change is told. Every changing call of {@link Backend} takes one.
 *
 * <p>A call that needs several changes of the storage gives the identity to the change that must
 * take effect once; what may safely take effect twice is sent as {@link #REPEATABLE}.
 */
public interface Change {
  /** A change that may take effect twice: without a number, and nobody asks about doubt. */
  Change REPEATABLE =
      new Change() {
        @Override
        public long number() {
          return 0;
        }

        @Override
        public void mayHaveExecuted() {
          // nobody decides by it
        }
      };

  /**
   * The number, equal in every process that makes the change, so that storage that replays its
   * answers gives the first one again ({@link Backend#replaysAnswers}). A number is not used again
   * within the life of a volume; 0 stands for a change that may take effect twice.
   */
  long number();

  /**
   * The change was sent, and the storage began anew before the answer came: the storage may have
   * executed the change without remembering that. The answer to the change that is sent again is
   * then not the whole truth. Called any number of times, on any thread, before the end of the
   * call.
   */
  void mayHaveExecuted();
}
