// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

/** Is told of the file system's answer, on the thread that gives it. */
public interface AnswerListener {
  /** The answer is about to be sent. */
  void answering();

  /** It was sent, or the kernel did not want it any more. */
  void answered();
}
