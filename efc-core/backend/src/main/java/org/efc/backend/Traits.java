// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

/**
 * What sort of storage a backend is, as far as callers decide by that. Each trait stands alone: a
 * cached server has some of those that a local directory has, and not others.
 *
 * @param keepsWritesOverKill the kernel of this machine keeps what a write returned from, and all
 *     who use the storage see it at once: only the end of the machine loses it. Then writes need
 *     not be made durable one by one
 * @param looksAreLocal a LOOKUP or a GETATTR costs no round trip, so that a look is taken for what
 *     it may tell
 * @param verifierOutlivesCreation a creation repeated with the same {@link CreateMode.Exclusive}
 *     verifier finds its own file at any later time, not only until the file's attributes are set
 * @param verifierIsFree an exclusive creation costs no more calls of the storage than a guarded one
 */
public record Traits(
    boolean keepsWritesOverKill,
    boolean looksAreLocal,
    boolean verifierOutlivesCreation,
    boolean verifierIsFree) {

  /** A server: nothing is known of it but what its protocol says. */
  public static final Traits REMOTE = new Traits(false, false, false, false);

  /** A file system of this machine. */
  public static final Traits LOCAL = new Traits(true, true, true, true);
}
