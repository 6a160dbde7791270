// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.io.IOException;
import java.time.Duration;
import org.efc.backend.Caller;
import org.efc.backend.nfs.rpc.GroupWindows;
import org.efc.backend.nfs.rpc.Procedure;
import org.efc.backend.nfs.rpc.ReplyRecord;
import org.efc.backend.nfs.rpc.RpcCall;
import org.efc.backend.nfs.rpc.RpcClient;
import org.efc.common.Errno;

/**
 * A call whose results begin with a status. A caller in more groups than fit is tried with all of
 * them here ({@link GroupWindows}). JUKEBOX is answered here: the call is made again after 0.1 s,
 * then 0.2 s, at most 5 s (as the kernel's client, NFS_JUKEBOX_RETRY_TIME), for ever or until the
 * deadline of a soft call.
 */
abstract class NfsCall extends RpcCall {
  private static final Duration FIRST_DELAY = Duration.ofMillis(100);
  private static final Duration LAST_DELAY = Duration.ofSeconds(5);

  /** Calls of one transaction with the same window. */
  private static final int PARTS_OF_WINDOW = 4;

  private final RpcClient client;
  private Caller asker;
  private int window;
  private int triedWindows = 1;
  private int status;
  private Duration delay = FIRST_DELAY;

  NfsCall(RpcClient client, Procedure procedure, Caller caller) {
    super(procedure, caller);
    this.client = client;
    this.asker = caller;
    chooseWindow();
  }

  /** Makes an ended call one on behalf of this caller. */
  final void begin(Caller caller) {
    asker = caller;
    caller(caller);
    window = 0;
    triedWindows = 1;
    part(0);
    delay = FIRST_DELAY;
    chooseWindow();
  }

  private void chooseWindow() {
    Caller caller = asker;
    if (client.groupWindows().count(caller) > 1) {
      window = client.groupWindows().first(caller);
      caller(client.groupWindows().through(caller, window));
      part(window * PARTS_OF_WINDOW);
    }
  }

  /** Makes the call; it may be made again when it has ended. */
  final void submit() {
    client.submit(this);
  }

  @Override
  protected final void decodeResults(ReplyRecord reply) throws IOException {
    status = reply.next(4).readInt();
    if (status == NfsStatus.OK) {
      decode(reply);
    }
  }

  @Override
  protected final void succeeded() {
    switch (status) {
      case NfsStatus.OK -> {
        delay = FIRST_DELAY;
        if (triedWindows > 1) {
          triedWindows = 1;
          client.groupWindows().letThrough(asker, window);
        }
        done();
      }
      case NfsStatus.NFS3ERR_JUKEBOX -> {
        Duration now = delay;
        delay =
            delay.multipliedBy(2).compareTo(LAST_DELAY) < 0 ? delay.multipliedBy(2) : LAST_DELAY;
        if (!client.submitLater(this, now)) {
          failed(Errno.ETIMEDOUT);
        }
      }
      default -> {
        if (!triesOtherGroups()) {
          refused(status);
        }
      }
    }
  }

  private boolean triesOtherGroups() {
    if (status != NfsStatus.NFS3ERR_ACCES && status != NfsStatus.NFS3ERR_PERM) {
      return false;
    }
    GroupWindows windows = client.groupWindows();
    int count = windows.count(asker);
    if (triedWindows >= count) {
      return false;
    }
    triedWindows++;
    window = (window + 1) % count;
    caller(windows.through(asker, window));
    // The next process may begin with another window: each has its own parts of the transaction.
    part(window * PARTS_OF_WINDOW);
    submit();
    return true;
  }

  /** Takes the results that follow NFS3_OK. */
  abstract void decode(ReplyRecord reply) throws IOException;

  /** Ends the call with what {@link #decode} took. */
  abstract void done();

  /** Ends the call with a status other than OK and JUKEBOX. */
  void refused(int nfsStatus) {
    failed(NfsStatus.errno(nfsStatus));
  }
}
