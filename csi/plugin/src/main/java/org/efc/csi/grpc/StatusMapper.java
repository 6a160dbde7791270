// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.grpc;

import io.grpc.Status;
import org.efc.backend.BackendException;
import org.efc.common.Errno;
import org.efc.csi.failure.CsiException;
import org.efc.mounter.MountException;

/**
 * The one place where failures become gRPC codes. The codes are those of the error tables in the
 * CSI specification, v1.12.
 */
public final class StatusMapper {
  private static final int MAX_DESCRIPTION = 2000;

  private StatusMapper() {}

  /** The status of a failed call; anything unforeseen is INTERNAL. */
  public static Status of(Throwable failure) {
    return switch (failure) {
      case CsiException e -> described(codeOf(e.reason()), e.getMessage());
      case MountException e -> described(codeOf(e.kind()), messageOf(e));
      case BackendException e -> described(codeOf(e.errno()), e.getMessage());
      default -> described(Status.INTERNAL, "internal error: " + failure);
    };
  }

  private static Status described(Status code, @org.jspecify.annotations.Nullable String message) {
    String text = String.valueOf(message);
    // It travels in a header, and headers have a limit.
    return code.withDescription(
        text.length() <= MAX_DESCRIPTION ? text : text.substring(0, MAX_DESCRIPTION) + "...");
  }

  /** The mounter does not know what the field is called in CSI. */
  private static String messageOf(MountException e) {
    String message = String.valueOf(e.getMessage());
    return e.kind() == MountException.Kind.BAD_TARGET ? "target_path: " + message : message;
  }

  static Status codeOf(CsiException.Reason reason) {
    return switch (reason) {
      case INVALID_FIELD -> Status.INVALID_ARGUMENT;
      case NO_SUCH_VOLUME -> Status.NOT_FOUND;
      case DIFFERENT -> Status.ALREADY_EXISTS;
      case NOT_NOW -> Status.FAILED_PRECONDITION;
      case PENDING, BAD_TOKEN -> Status.ABORTED;
      case CAPACITY -> Status.OUT_OF_RANGE;
    };
  }

  static Status codeOf(MountException.Kind kind) {
    return switch (kind) {
      case INVALID -> Status.INVALID_ARGUMENT;
      case UNKNOWN_VOLUME, NO_SUCH_SOURCE -> Status.NOT_FOUND;
      case NOT_STAGED, IN_USE, BAD_TARGET -> Status.FAILED_PRECONDITION;
      case INCOMPATIBLE -> Status.ALREADY_EXISTS;
      case PENDING -> Status.ABORTED;
      case UNREACHABLE, UNAVAILABLE -> Status.UNAVAILABLE;
      case DENIED -> Status.PERMISSION_DENIED;
      case EXHAUSTED -> Status.RESOURCE_EXHAUSTED;
      case DEADLINE -> Status.DEADLINE_EXCEEDED;
      case INTERNAL -> Status.INTERNAL;
    };
  }

  static Status codeOf(Errno errno) {
    return switch (errno) {
      case EINVAL, ENAMETOOLONG -> Status.INVALID_ARGUMENT;
      case ENOENT, ESTALE, ENOTDIR -> Status.NOT_FOUND;
      case EEXIST, ENOTEMPTY -> Status.ALREADY_EXISTS;
      case EACCES, EPERM -> Status.PERMISSION_DENIED;
      case EROFS, ELOOP, EXDEV, EBUSY -> Status.FAILED_PRECONDITION;
      case ENOSPC, EDQUOT, EMLINK, EMFILE, ENFILE, ENOMEM -> Status.RESOURCE_EXHAUSTED;
      case ETIMEDOUT -> Status.DEADLINE_EXCEEDED;
      case EHOSTUNREACH,
          EHOSTDOWN,
          ENETUNREACH,
          ECONNREFUSED,
          ECONNRESET,
          ECONNABORTED,
          ENOTCONN,
          EPIPE,
          ECANCELED,
          EADDRNOTAVAIL,
          EADDRINUSE,
          EAGAIN,
          EINTR ->
          Status.UNAVAILABLE;
      default -> Status.INTERNAL;
    };
  }
}
