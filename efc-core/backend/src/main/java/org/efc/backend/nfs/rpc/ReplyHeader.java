// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.rpc;

import java.io.IOException;
import org.efc.backend.nfs.xdr.XdrDecoder;
import org.efc.backend.nfs.xdr.XdrEncoder;
import org.efc.backend.nfs.xdr.XdrException;
import org.efc.common.Errno;
import org.jspecify.annotations.Nullable;

/** The header of a reply after XID and message type (RFC 5531 section 9). */
final class ReplyHeader {
  private static final System.Logger LOG = System.getLogger(ReplyHeader.class.getName());

  private ReplyHeader() {}

  /** Why the server did not execute the call; null when the results follow. */
  static @Nullable Errno read(ReplyRecord reply, Procedure procedure) throws IOException {
    int status = reply.next(4).readInt();
    return switch (status) {
      case Rpc.MSG_ACCEPTED -> accepted(reply, procedure);
      case Rpc.MSG_DENIED -> denied(reply, procedure);
      default -> throw new XdrException("reply_stat is " + status);
    };
  }

  private static @Nullable Errno accepted(ReplyRecord reply, Procedure procedure)
      throws IOException {
    XdrDecoder verifier = reply.next(8);
    verifier.readInt();
    int length = verifier.readLength(Rpc.MAX_AUTH);
    reply.next(length + XdrEncoder.padding(length));
    int status = reply.next(4).readInt();
    return switch (status) {
      case Rpc.SUCCESS -> null;
      case Rpc.PROG_UNAVAIL ->
          rejected(procedure, "no program " + procedure.program(), Errno.EOPNOTSUPP);
      case Rpc.PROG_MISMATCH ->
          rejected(procedure, "no version " + procedure.version(), Errno.EOPNOTSUPP);
      case Rpc.PROC_UNAVAIL -> rejected(procedure, "no such procedure", Errno.EOPNOTSUPP);
      case Rpc.GARBAGE_ARGS -> rejected(procedure, "can't decode arguments", Errno.EIO);
      case Rpc.SYSTEM_ERR -> rejected(procedure, "system error", Errno.EIO);
      default -> throw new XdrException("accept_stat is " + status);
    };
  }

  private static Errno denied(ReplyRecord reply, Procedure procedure) throws IOException {
    int status = reply.next(4).readInt();
    return switch (status) {
      case Rpc.RPC_MISMATCH -> rejected(procedure, "no RPC version 2", Errno.EIO);
      case Rpc.AUTH_ERROR ->
          rejected(procedure, "auth_stat " + reply.next(4).readInt(), Errno.EACCES);
      default -> throw new XdrException("reject_stat is " + status);
    };
  }

  private static Errno rejected(Procedure procedure, String why, Errno errno) {
    LOG.log(System.Logger.Level.DEBUG, "server rejected {0}: {1}", procedure, why);
    return errno;
  }
}
