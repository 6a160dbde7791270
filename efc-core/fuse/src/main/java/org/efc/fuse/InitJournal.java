// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

/** Where the outcome of INIT goes, so that the next process knows what it serves. */
@FunctionalInterface
public interface InitJournal {
  /**
   * Called before INIT is answered: when it returns, what was agreed must survive this process. May
   * be called again, as the kernel repeats an INIT whose answer got lost; the last one counts.
   *
   * @throws RuntimeException when it can't be kept: then INIT stays unanswered and the session
   *     fails; the next process gets the INIT again
   */
  void persist(Negotiated negotiated);
}
