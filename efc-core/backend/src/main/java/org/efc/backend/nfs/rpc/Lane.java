// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.rpc;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.efc.backend.nfs.xdr.XdrException;
import org.efc.common.Errno;
import org.jspecify.annotations.Nullable;

/**
 * One connection and the calls on it. Its reader thread connects, takes the replies, ends the calls
 * and, when the connection is lost, connects anew and sends again what has no reply, in the same
 * order and under the same XIDs.
 */
final class Lane implements ReplyRecord.Input {
  private static final System.Logger LOG = System.getLogger(Lane.class.getName());

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final long FIRST_BACK_OFF = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LAST_BACK_OFF = TimeUnit.SECONDS.toNanos(5);

  /** Connections in sequence that break the protocol before the calls under way fail. */
  private static final int PROTOCOL_ERRORS = 3;

  private final RpcClient client;
  private final Connector connector;
  private final String name;
  private final CallTable calls;
  private final Thread reader;
  private final ReplyRecord replies = new ReplyRecord(this);
  private final AtomicBoolean scanning = new AtomicBoolean();

  /** Not connected, and nobody knows for how long: other lanes are better. */
  private volatile boolean away = true;

  /** Reader threads submitted calls: they flush before they wait. */
  private volatile boolean deferred;

  private volatile String trouble = "";

  // Belong to the reader thread.
  private @Nullable SocketChannel channel;
  private boolean eager = true;
  private boolean replied;
  private int failures;
  private int protocolErrors;

  Lane(
      RpcClient client, Connector connector, AuthSys credentials, RpcOptions options, String name) {
    this.client = client;
    this.connector = connector;
    this.name = name;
    this.calls = new CallTable(options, credentials, name, client::end);
    this.reader = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  /** Connects on the calling thread, before {@link #start}. */
  void connectFirst(Duration timeout) throws IOException {
    channel = connector.connect(timeout, calls::opening);
  }

  void start() {
    reader.start();
  }

  Thread reader() {
    return reader;
  }

  /** The least is the best lane for the next call. */
  int load() {
    return calls.load() + (away ? 1 << 20 : 0);
  }

  boolean hasPortOfBefore() {
    return connector.hasPortOfBefore();
  }

  /** Whether it has no connection, though there is something to do. */
  boolean isAway() {
    return away;
  }

  /** What was last wrong with the connection; empty if nothing was. */
  String trouble() {
    return trouble;
  }

  void submit(RpcCall call) {
    calls.submit(call);
    if (scanning.compareAndSet(false, true)) {
      client.scheduleScan(this::scan);
    }
    if (client.isReader(Thread.currentThread())) {
      deferred = true;
    } else {
      calls.flush();
    }
  }

  /** Sends what reader threads submitted. */
  void flushDeferred() {
    if (deferred) {
      deferred = false;
      calls.flush();
    }
  }

  /** Takes no more calls and lets the reader end, which ends the calls under way. */
  void close() {
    calls.close();
  }

  /** On the timer: fails what is past its deadline, breaks a connection that does not answer. */
  private void scan() {
    scanning.set(false);
    CallTable.Overdue overdue = calls.overdue(System.nanoTime());
    if (overdue.busy() && scanning.compareAndSet(false, true)) {
      client.scheduleScan(this::scan);
    }
    overdue
        .breakConnection()
        .ifPresent(
            why -> {
              trouble = why;
              calls.breakConnection();
            });
    overdue.timedOut().forEach(call -> client.end(call, Errno.ETIMEDOUT));
    calls.flush();
  }

  // ---- the reader thread

  private void run() {
    try {
      while (!calls.isClosed()) {
        if (!eager && failures == 0) {
          calls.awaitCalls();
        }
        SocketChannel connected = connect();
        if (connected != null) {
          serve(connected);
        }
      }
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, name + " ends, its calls fail", e);
    } finally {
      calls.close();
      calls.detach(Optional.of(Errno.ECANCELED));
      calls.failAll(Errno.ECANCELED);
    }
  }

  private @Nullable SocketChannel connect() {
    if (channel != null) {
      return channel;
    }
    if (failures > 0) {
      calls.pause(Math.min(LAST_BACK_OFF, FIRST_BACK_OFF << Math.min(failures - 1, 10)));
    }
    if (calls.isClosed()) {
      return null;
    }
    try {
      channel = connector.connect(CONNECT_TIMEOUT, calls::opening);
      return channel;
    } catch (IOException e) {
      away = true;
      trouble = "can't connect: " + message(e);
      if (RpcClient.isRefusal(e)) {
        forgotten();
      }
      if (++failures == 1) {
        LOG.log(System.Logger.Level.WARNING, "{0}: {1}, still trying", name, trouble);
      }
      connector.resolveAgain();
      return null;
    }
  }

  /** The server has begun anew, or is about to: its duplicate request cache is empty then. */
  private void forgotten() {
    calls.doubt();
    connector.forgotten();
  }

  private void serve(SocketChannel connected) {
    String why = "";
    boolean closedByServer = false;
    replied = false;
    try {
      replies.reset();
      calls.attach(connected);
      if (failures > 0) {
        LOG.log(System.Logger.Level.INFO, "{0}: connected again", name);
      }
      eager = false;
      away = false;
      calls.flush();
      while (true) {
        takeReply();
      }
    } catch (ProtocolException | XdrException e) {
      why = message(e);
      protocolErrors++;
    } catch (IOException e) {
      why = message(e);
      closedByServer = !(e instanceof ClosedChannelException);
    } finally {
      channel = null;
      Connector.close(connected);
      lost(why);
      if (closedByServer) {
        forgotten();
      }
    }
  }

  private void lost(String why) {
    boolean hopeless = protocolErrors >= PROTOCOL_ERRORS;
    int left = calls.detach(hopeless ? Optional.of(Errno.EIO) : Optional.empty());
    if (hopeless) {
      protocolErrors = 0;
    }
    if (calls.isClosed()) {
      return;
    }
    trouble = "connection lost: " + why;
    if (left > 0) {
      away = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: connection lost ({1}): sending {2} calls again",
          name,
          why,
          left);
      if (!replied) {
        failures++;
      }
    }
  }

  private void takeReply() throws IOException {
    replies.begin();
    int xid = replies.next(4).readInt();
    boolean isReply = replies.next(4).readInt() == Rpc.REPLY;
    Optional<Slot> slot = isReply ? calls.receive(xid) : Optional.empty();
    if (slot.isEmpty()) {
      replies.skipRest(); // late, or nothing of ours
      return;
    }
    Errno failure = decode(slot.get());
    replies.skipRest();
    replied = true;
    failures = 0;
    protocolErrors = 0;
    calls.settle(slot.get(), failure);
  }

  private @Nullable Errno decode(Slot slot) throws IOException {
    RpcCall call = slot.call;
    if (call == null) {
      throw new IllegalStateException("slot " + slot.index + " is free");
    }
    try {
      Optional<Errno> rejected = ReplyHeader.read(replies, call.procedure());
      if (rejected.isPresent()) {
        return rejected.get();
      }
      call.decodeResults(replies);
      return null;
    } catch (XdrException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: reply to {1} can''t be understood: {2}",
          name,
          call.procedure(),
          e.getMessage());
      return Errno.EIO;
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "decoding the reply to " + call.procedure(), e);
      return Errno.EIO;
    }
  }

  @Override
  public int read(ByteBuffer destination) throws IOException {
    // Before this thread may block: what completions submitted, and calls that got a free slot.
    client.flushDeferred();
    calls.flush();
    SocketChannel from = channel;
    if (from == null) {
      throw new IOException("not connected");
    }
    return from.read(destination);
  }

  @Override
  public boolean expectsBulk() {
    return calls.expectsBulk();
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
