// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import java.util.function.Consumer;
import org.efc.fuse.op.Opcode;

/**
 * Is told which threads run the code of which requests: so that a request whose code ends the
 * process again and again is known to the next process, and refused by it.
 *
 * <p>{@link #begin} and {@link #end} are called for each dispatch and each step of an answer: they
 * may neither allocate nor wait.
 */
public interface Executions {
  /** Notes nothing, refuses nothing. */
  Executions NONE =
      new Executions() {
        @Override
        public boolean refuses(long unique) {
          return false;
        }

        @Override
        public int begin(long unique, Opcode opcode, long nodeid) {
          return 0;
        }

        @Override
        public void end(int place) {}

        @Override
        public void threw(int place) {}

        @Override
        public <T> Consumer<T> carried(Consumer<T> code) {
          return code;
        }
      };

  /**
   * Whether a request is answered EIO, and not given to the file system.
   *
   * @param unique with the resend bit
   */
  boolean refuses(long unique);

  /**
   * The calling thread begins to run code of a request. It may run code of another one in between.
   *
   * @param unique with or without the resend bit
   * @return what {@link #end} and {@link #threw} want to know
   */
  int begin(long unique, Opcode opcode, long nodeid);

  /** The code has returned, or threw what is answered as an error. */
  void end(int place);

  /** The code threw what ends the process; instead of {@link #end}. */
  void threw(int place);

  /**
   * Code of the request whose code the calling thread runs, to be run later by another thread: then
   * that one runs code of this request. This method may allocate.
   */
  <T> Consumer<T> carried(Consumer<T> code);
}
