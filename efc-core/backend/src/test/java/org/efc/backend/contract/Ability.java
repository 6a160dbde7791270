// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.contract;

/** What a storage may be unable to do; a subclass of the contract says why. */
public enum Ability {
  /** Names whose bytes are not UTF-8. */
  NAMES_OF_ANY_BYTES,
  /** Files with offsets of several TiB. */
  LARGE_OFFSETS,
  /** Character and block special files. */
  DEVICES,
  /** Refusing by mode, owner and groups of the caller. */
  CALLER_PERMISSIONS,
  /** Giving an object to any owner and group, and showing the two as they are. */
  ANY_OWNER,
  /** Refusing a handle without bytes. */
  EMPTY_HANDLES,
  /** Handles of one opening used in another. */
  HANDLES_SURVIVE_REOPEN,
  /** Times before 1970. */
  NEGATIVE_TIMES,
  /** Setting the times of a symbolic link. */
  TIMES_OF_SYMBOLIC_LINKS,
  /** An exclusive creation that finds its own file again. */
  EXCLUSIVE_REPEAT,
  /** Refusing a change by ctime. */
  GUARD,
  /** Removing one of several names of a FIFO. */
  LINKED_SPECIAL_FILES,
  /** Saying ESTALE at once for a handle whose last name is gone. */
  STALE_AT_ONCE
}
