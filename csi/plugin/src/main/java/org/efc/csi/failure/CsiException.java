// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.failure;

import org.efc.common.EfcException;

/** A call is refused: the message names the field or the volume, its value, and the limit. */
public final class CsiException extends EfcException {
  private static final long serialVersionUID = 1L;

  /** Why: each reason is one gRPC code, see {@link org.efc.csi.grpc.StatusMapper}. */
  public enum Reason {
    /** A field is missing or ill-formed. */
    INVALID_FIELD,
    /** No such volume, or not at this path. */
    NO_SUCH_VOLUME,
    /** The volume or its directory exists, with other properties. */
    DIFFERENT,
    /** The state of the volume forbids the call. */
    NOT_NOW,
    /** Another call on the same volume or target is under way. */
    PENDING,
    /** A list was asked to go on from where it never was. */
    BAD_TOKEN,
    /** The capacity asked for can't be had. */
    CAPACITY
  }

  private final Reason reason;

  public CsiException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** A field that is missing or ill-formed; {@code problem} goes on after the value. */
  public static CsiException invalid(String field, String value, String problem) {
    return new CsiException(
        Reason.INVALID_FIELD, field + " is \"" + shown(value) + "\": " + problem);
  }

  /** A field that is missing. */
  public static CsiException missing(String field) {
    return new CsiException(Reason.INVALID_FIELD, field + " is missing");
  }

  /** A value as a message shows it: without control characters, and not all of a long one. */
  private static String shown(String value) {
    String printable = value.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= 200 ? printable : printable.substring(0, 200) + "...";
  }

  public Reason reason() {
    return reason;
  }
}
