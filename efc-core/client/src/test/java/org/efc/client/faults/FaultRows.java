// SPDX-License-Identifier: Apache-2.0
package org.efc.client.faults;

import static org.efc.client.faults.Operation.*;
import static org.efc.client.faults.Row.ALWAYS;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.efc.backend.nfs.server.Call;
import org.efc.backend.nfs.server.Fault;
import org.efc.backend.nfs.server.Faults;
import org.efc.backend.nfs.server.Nfs3Call;
import org.efc.backend.nfs.server.StorageFaults;
import org.efc.common.Errno;

/** All rows of the matrix. */
final class FaultRows {
  /** What an nfsstat3 is to an application. */
  private static final String STATUS = "RFC 1813 2.6, as the kernel's nfs_stat_to_errno has it";

  private static final String RESENT = "sent again under the same XID from the same port";
  private static final String TIMEO = "&timeo=1";

  private FaultRows() {}

  static Stream<Row> all() {
    return Stream.of(refusals(), transport(), rpc(), results(), directories())
        .flatMap(List::stream);
  }

  private static List<Row> refusals() {
    return List.of(
        refusal("PERM", 1, Errno.EPERM),
        refusal("IO", 5, Errno.EIO),
        refusal("ACCES", 13, Errno.EACCES),
        refusal("NOSPC", 28, Errno.ENOSPC),
        refusal("ROFS", 30, Errno.EROFS),
        refusal("DQUOT", 69, Errno.EDQUOT),
        refusal("STALE", 70, Errno.ESTALE),
        refusal("BADHANDLE", 10001, Errno.ESTALE),
        refusal("NOTSUPP", 10004, Errno.EOPNOTSUPP),
        refusal("SERVERFAULT", 10006, Errno.EIO),
        refusal("a status that does not exist", 12345, Errno.EIO),
        Row.of(
                "STALE once",
                Faults.status(70),
                1,
                "ok",
                "the kernel looks the name up again (ESTALE, LOOKUP_REVAL); an open file has none")
            .but("ESTALE", WRITE_, FSYNC, CLOSE),
        Row.of("JUKEBOX twice", Faults.status(10008), 2, "ok", "asked again later, RFC 1813 2.6"));
  }

  private static Row refusal(String name, int status, Errno errno) {
    return Row.of(name, Faults.status(status), ALWAYS, errno.name(), STATUS).changingNothing();
  }

  private static List<Row> transport() {
    return List.of(
        once("lost call", Faults.lostCall()).mountedWith(TIMEO),
        once("lost reply", Faults.lostReply()).mountedWith(TIMEO),
        once("reply later than timeo", Faults.lateReply(250)).mountedWith(TIMEO),
        Row.of(
                "end of connection instead of reply, server forgot it (restart)",
                Faults.cutAfter(0),
                1,
                "ok",
                "what is there then says whether it took effect; docs/failover.md")
            .withoutDuplicateCache(),
        Row.of(
                "lost reply, server forgot it (no restart)",
                Faults.lostReply(),
                1,
                "ok",
                "RFC 1813 4.5: without duplicate cache a repeated call sees its own effect")
            .but("EEXIST", MKDIR_, MKFIFO, SYMLINK_, LINK_)
            .but("ENOENT", RENAME_, UNLINK, RMDIR_)
            .withoutDuplicateCache()
            .mountedWith(TIMEO),
        Row.of(
                "no reply, soft",
                Faults.lostCall(),
                ALWAYS,
                "ETIMEDOUT",
                "nfs(5): soft gives up after timeo * (retrans + 1)")
            .mountedWith("&soft&timeo=1&retrans=1")
            .changingNothing(),
        once("end of connection instead of reply", Faults.cutAfter(0)),
        once("end of connection in the record mark", Faults.cutAfter(2)),
        once("end of connection in the reply", Faults.cutAfter(30)),
        always("fragments of one byte", Faults.fragments(1), "ok", "RFC 5531 11"),
        always("reply twice", Faults.twice(), "ok", "an XID is waited for once"),
        once("wrong XID", Faults.wrongXid()).mountedWith(TIMEO),
        once("call instead of reply", Faults.callInsteadOfReply()).mountedWith(TIMEO),
        once("replies out of order", Fault.NONE).with(Faults::outOfOrder));
  }

  private static Row once(String name, Fault fault) {
    return Row.of(name, fault, 1, "ok", RESENT);
  }

  private static Row always(String name, Fault fault, String usual, String rule) {
    return Row.of(name, fault, ALWAYS, usual, rule);
  }

  private static List<Row> rpc() {
    String rejected = "RFC 5531 9: accept_stat and reject_stat, see RpcCall.failed";
    String three = "three connections in sequence that break the protocol end the calls";
    return List.of(
        always("PROG_UNAVAIL", Faults.accepted(1), "EOPNOTSUPP", rejected),
        always("PROG_MISMATCH", Faults.accepted(2), "EOPNOTSUPP", rejected),
        always("PROC_UNAVAIL", Faults.accepted(3), "EOPNOTSUPP", rejected),
        always("GARBAGE_ARGS", Faults.accepted(4), "EIO", rejected),
        always("SYSTEM_ERR", Faults.accepted(5), "EIO", rejected),
        always("accept_stat 99", Faults.accepted(99), "EIO", rejected),
        always("denied: RPC_MISMATCH", Faults.denied(0), "EIO", rejected),
        always("denied: AUTH_ERROR", Faults.denied(1), "EACCES", rejected),
        always("denied: reject_stat 99", Faults.denied(99), "EIO", rejected),
        always("HTTP", Faults.http(), "EIO", three),
        always("record of 2^31 - 1 bytes", Faults.oversizedRecord(), "EIO", three),
        once("HTTP once", Faults.http()),
        once("record of 2^31 - 1 bytes once", Faults.oversizedRecord()));
  }

  private static List<Row> results() {
    String nothing = "what can't be decoded is EIO; NFS3_OK is all that names need";
    byte[] ones = new byte[400];
    Arrays.fill(ones, (byte) -1);
    return List.of(
        always("no results", Faults.results(0), "EIO", nothing),
        always("NFS3_OK and no more", Faults.results(new byte[0]), "EIO", nothing)
            .but("ok", UNLINK, RMDIR_, RENAME_),
        always("NFS3_OK and 400 bytes of ones", Faults.results(ones), "EIO", nothing)
            .but("ok", UNLINK, RMDIR_, RENAME_)
            .only(LOOKUP_, everyBut(LOOKUP_, STATFS)),
        always("results of FSINFO", Faults.resultsOfFsinfo(), "EIO", nothing)
            .but("ok", UNLINK, RMDIR_, RENAME_, LINK_)
            .only(LOOKUP_, everyBut(LOOKUP_, STATFS)),
        whole("no attributes", StorageFaults.leavesOut(true, false)),
        whole("no handles", StorageFaults.leavesOut(false, true)),
        whole("neither attributes nor handles", StorageFaults.leavesOut(true, true)),
        whole(Row.LIMITS + ", fileid 0", StorageFaults.corners(0)).only(LOOKUP_, STAT, READDIR),
        whole(Row.LIMITS + ", fileid 2^64 - 1", StorageFaults.corners(-1))
            .only(LOOKUP_, STAT, READDIR),
        io("transfers of 1000 bytes", StorageFaults.transfers(n -> Math.min(n, 1000)), "ok"),
        io("transfers of no bytes", StorageFaults.transfers(n -> 0), "EIO"),
        io("count more than was transferred", StorageFaults.counts(n -> n + 1), "EIO"),
        io("count of 2^32 - 1", StorageFaults.counts(n -> -1), "EIO"),
        always(
                "WRITE less stable than asked",
                StorageFaults.unstable(v -> v),
                "ok",
                "COMMIT makes up for it")
            .only(WRITE_),
        always(
                "write verifier changed",
                StorageFaults.unstable(v -> v + 1),
                "EIO",
                "RFC 1813 3.3.21: what was written may be lost; docs/consistency.md")
            .only(WRITE_, FSYNC, CLOSE));
  }

  private static Operation[] everyBut(Operation... but) {
    return Arrays.stream(Operation.values())
        .filter(operation -> !Arrays.asList(but).contains(operation))
        .toArray(Operation[]::new);
  }

  private static Row whole(String name, Fault fault) {
    return always(name, fault, "ok", "all of these are optional or opaque, RFC 1813 2.6")
        .inEveryCall();
  }

  private static Row io(String name, Fault fault, String outcome) {
    return always(name, fault, outcome, "RFC 1813 3.3.6 and 3.3.7: the rest is asked for again")
        .only(READ_, WRITE_);
  }

  private static List<Row> directories() {
    String loop = "ELOOP, as the kernel's NFS client says";
    return List.of(
        listing("bad cookie verifier once", badCookie(), "ok", "tried with a zero verifier")
            .with(_ -> badCookie()),
        listing("impossible names", StorageFaults.impossibleNames(), "ok", "left out"),
        listing("cookies from 2^64 - 1 downwards", StorageFaults.hugeCookies(), "ok", "opaque"),
        listing("loop in a page", StorageFaults.loopInAPage(), "ELOOP", loop),
        listing("loop over pages", StorageFaults.loopOverPages(400), "ELOOP", loop));
  }

  private static Row listing(String name, Fault fault, String usual, String rule) {
    return always(name, fault, usual, rule).only(READDIR);
  }

  /** NFS3ERR_BAD_COOKIE for the first call that goes on after a cookie. */
  private static Fault badCookie() {
    return new Fault() {
      private boolean said;

      @Override
      public OptionalInt refuse(Call call) {
        boolean list = call.is(Nfs3Call.READDIR) || call.is(Nfs3Call.READDIRPLUS);
        if (said || !list || call.cookie() == 0) {
          return OptionalInt.empty();
        }
        said = true;
        return OptionalInt.of(10003);
      }
    };
  }
}
