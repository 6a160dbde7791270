// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.efc.common.Errno;
import org.efc.common.vital.VitalThread;
import org.jspecify.annotations.Nullable;

/**
 * One connection and the calls on it. Its reader thread connects, takes the replies, ends the calls
 * and, when the connection is lost, connects anew and sends again what has no reply, in the same
 * order and under the same ids.
 */
final class Lane implements RecordReader.Input {
  private static final System.Logger LOG = System.getLogger(Lane.class.getName());

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** So long a silent address may keep the others waiting: room for one lost SYN. */
  private static final Duration CONNECT_ONE_OF_SEVERAL = Duration.ofSeconds(3);

  private static final long FIRST_BACK_OFF = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LAST_BACK_OFF = TimeUnit.SECONDS.toNanos(5);

  /** Connections in sequence that break the protocol before the calls under way fail. */
  private static final int PROTOCOL_ERRORS = 3;

  private final Lanes lanes;
  private final Connector connector;
  private final ServerAddresses addresses;
  private final String name;
  private final CallTable calls;
  private final Thread reader;
  private final RecordReader replies;
  private final Protocol.Dialog dialog;
  private final LaneMemory memory;
  private final AtomicBoolean scanning = new AtomicBoolean();

  /** Not connected, and nobody knows for how long: other lanes are better. */
  private volatile boolean away = true;

  /** Where calls are sent to; null without a connection. */
  private volatile @Nullable InetAddress attachedTo;

  /** Reader threads submitted calls: they flush before they wait. */
  private volatile boolean deferred;

  private volatile String trouble = "";

  // Belong to the reader thread.
  private @Nullable SocketChannel channel;
  private InetAddress address;
  private boolean eager = true;
  private boolean replied;

  /** Connections in sequence that were not to be had, or gave no reply to any call. */
  private int failures;

  /** Of these, the ones since the lane last began with the address in use. */
  private int turn;

  /** {@link ServerAddresses#served} when the address in use last failed. */
  private long served;

  private int protocolErrors;

  /**
   * A lane that is not yet connected.
   *
   * @param addresses shared by all lanes of the client
   */
  Lane(
      Lanes lanes,
      Connector connector,
      ServerAddresses addresses,
      Protocol protocol,
      LaneOptions options,
      String name) {
    this.lanes = lanes;
    this.connector = connector;
    this.addresses = addresses;
    this.address = addresses.inUse();
    this.name = name;
    this.memory =
        new LaneMemory(CallTable.memory(options, protocol) + RecordReader.memory(protocol.sizes()));
    this.replies = new RecordReader(this, protocol.sizes(), memory);
    this.dialog = protocol.dialog(replies);
    this.calls = new CallTable(options, protocol, dialog, memory, name, lanes::end);
    this.reader = VitalThread.unstarted(name, options.failStop(), this::run);
  }

  /** Begins with a connection that there is already. */
  void start(SocketChannel connected) {
    calls.opening(connected);
    channel = connected;
    reader.start();
  }

  /** Begins to connect. */
  void start() {
    reader.start();
  }

  /** The server has another address now: a connection to any other is given up. */
  void moveTo(InetAddress inUse) {
    InetAddress connectedTo = attachedTo;
    if (connectedTo != null && !connectedTo.equals(inUse)) {
      trouble = "server has moved to " + inUse.getHostAddress();
      calls.breakConnection();
    }
  }

  Thread reader() {
    return reader;
  }

  /** How many calls were submitted and have not ended. */
  int underWay() {
    return calls.underWay();
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

  void submit(Call call) {
    calls.submit(call);
    if (scanning.compareAndSet(false, true)) {
      lanes.scheduleScan(this::scan);
    }
    if (lanes.isReader(Thread.currentThread())) {
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
      lanes.scheduleScan(this::scan);
    }
    overdue
        .breakConnection()
        .ifPresent(
            why -> {
              trouble = why;
              calls.breakConnection();
            });
    overdue.timedOut().forEach(call -> lanes.end(call, Errno.ETIMEDOUT));
    calls.flush();
  }

  // ---- the reader thread

  private void run() {
    try {
      while (!calls.isClosed()) {
        // Before this thread waits: what the completions of lost calls submitted.
        lanes.flushDeferred();
        if (!eager && failures == 0) {
          calls.awaitCalls();
        }
        SocketChannel connected = connect();
        if (connected != null) {
          serve(connected);
        }
      }
    } finally {
      calls.close();
      calls.detach(Optional.of(Errno.ECANCELED));
      calls.failAll(Errno.ECANCELED);
      memory.free(); // no thread sends any more, and this was the one that received
    }
  }

  private @Nullable SocketChannel connect() {
    if (channel != null) {
      return channel;
    }
    int addressCount = addresses.count();
    if (failures > 0) {
      int rounds = Math.min((failures - 1) / addressCount, 10);
      calls.pause(Math.min(LAST_BACK_OFF, FIRST_BACK_OFF << rounds));
    }
    if (calls.isClosed()) {
      return null;
    }
    address = addresses.inTurn(turn);
    try {
      Duration timeout = addressCount == 1 ? CONNECT_TIMEOUT : CONNECT_ONE_OF_SEVERAL;
      SocketChannel connected = connector.connect(address, timeout, calls::opening);
      if (connector.isAnother(connected)) {
        forgotten();
      }
      connector.note(connected);
      channel = connected;
      return connected;
    } catch (IOException e) {
      away = true;
      trouble = "can't connect to " + address.getHostAddress() + ": " + message(e);
      if (Lanes.isRefusal(e)) {
        forgotten();
      }
      if (failures == 0) {
        LOG.log(System.Logger.Level.WARNING, "{0}: {1}, still trying", name, trouble);
      }
      failed();
      return null;
    }
  }

  /** The address can't be used now: the next in turn is tried, and all of them are asked for. */
  private void failed() {
    failures++;
    if (address.equals(addresses.inUse())) {
      served = addresses.served();
    }
    if (++turn % addresses.count() == 0) {
      addresses.resolveAgain();
    }
  }

  /** The first reply of a connection: the address is good. */
  private void answered() {
    replied = true;
    turn = 0;
    InetAddress inUse = addresses.answered(address, served);
    if (inUse.equals(address)) {
      lanes.moved(inUse);
    } else {
      moveTo(inUse);
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
      attachedTo = address;
      calls.flush();
      while (true) {
        takeReply();
      }
    } catch (ProtocolException | MalformedException e) {
      why = message(e);
      protocolErrors++;
    } catch (IOException e) {
      why = message(e);
      closedByServer = !(e instanceof ClosedChannelException);
    } finally {
      channel = null;
      attachedTo = null;
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
        failed();
      }
    }
  }

  private void takeReply() throws IOException {
    replies.begin();
    Slot slot = dialog.readHead() ? calls.receive(dialog.id()) : null;
    if (slot == null) {
      replies.skipRest(); // late, or nothing of ours
      return;
    }
    Errno failure = readResults(slot);
    replies.skipRest();
    if (!replied) {
      answered();
    }
    failures = 0;
    protocolErrors = 0;
    calls.settle(slot, failure);
  }

  private @Nullable Errno readResults(Slot slot) throws IOException {
    Call call = slot.call;
    if (call == null) {
      throw new IllegalStateException("slot " + slot.index + " is free");
    }
    try {
      return dialog.readResults(call);
    } catch (MalformedException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: reply to {1} can''t be understood: {2}",
          name,
          call.what(),
          e.getMessage());
      return Errno.EIO;
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "reading the reply to " + call.what(), e);
      return Errno.EIO;
    }
  }

  @Override
  public int read(ByteBuffer destination) throws IOException {
    // Before this thread may block: what completions submitted, and calls that got a free slot.
    lanes.flushDeferred();
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
