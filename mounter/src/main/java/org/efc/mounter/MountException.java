// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter;

import org.efc.common.EfcException;

/** A mounter call failed; the message says of what, with the value, and what to do. */
public final class MountException extends EfcException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it is: each maps to one gRPC code and one exit status. */
  public enum Kind {
    /** A field is missing or ill-formed. */
    INVALID,
    /** The volume is not known here. */
    UNKNOWN_VOLUME,
    /** Publish before stage. */
    NOT_STAGED,
    /** Staged or published already, with other options. */
    INCOMPATIBLE,
    /** An exclusive volume has another target, or a volume to unstage has targets. */
    IN_USE,
    /** The target is a file, is not empty, or is a foreign mount. */
    BAD_TARGET,
    /** Another call on this volume or target is under way. */
    PENDING,
    /** The server can't be reached now: unknown host, refused port, no answer. */
    UNREACHABLE,
    /** The server has no such export or directory, or its root handle is stale. */
    NO_SUCH_SOURCE,
    /** The server or the node refuses: credentials, export rules, capabilities. */
    DENIED,
    /** No room for another client on this node. */
    EXHAUSTED,
    /** The deadline passed; the work may go on. */
    DEADLINE,
    /** The session manager does not answer. */
    UNAVAILABLE,
    /** A defect or a broken node: see the message. */
    INTERNAL
  }

  private final Kind kind;

  public MountException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public MountException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
