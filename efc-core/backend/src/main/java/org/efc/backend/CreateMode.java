// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

/** What {@link Backend#create} does when the name exists (RFC 1813 3.3.8, createhow3). */
public sealed interface CreateMode {
  CreateMode UNCHECKED = new Unchecked();
  CreateMode GUARDED = new Guarded();

  /** Opens the existing file. */
  record Unchecked() implements CreateMode {}

  /** Fails with EEXIST. */
  record Guarded() implements CreateMode {}

  /**
   * Fails with EEXIST unless the file was made with the same verifier: a repeated request finds its
   * own earlier effect.
   */
  record Exclusive(long verifier) implements CreateMode {}
}
