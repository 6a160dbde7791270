// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.rpc;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.efc.backend.ServerNotes;
import org.efc.common.Errno;
import org.jspecify.annotations.Nullable;

/**
 * Calls to one port of one server over some connections (RFC 5531 over TCP, AUTH_SYS).
 *
 * <p>A call goes to the connection with the least to do; one of a transaction to the connection
 * that the next process would take for it, too. Replies are taken, and calls ended, on the
 * connections' reader threads. What those submit in turn is sent in one go before they wait again.
 */
public final class RpcClient implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RpcClient.class.getName());

  private static final Duration JOIN = Duration.ofSeconds(2);
  private static final long MIN_SCAN = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long MAX_SCAN = TimeUnit.SECONDS.toNanos(1);

  private final RpcOptions options;
  private final Lane[] lanes;
  private final long scanNanos;
  private final GroupWindows groupWindows = new GroupWindows();
  private final AtomicInteger turn = new AtomicInteger();
  private final Set<RpcCall> delayed = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor timer;

  private RpcClient(
      String host, InetAddress address, int port, RpcOptions options, ServerNotes notes) {
    this.options = options;
    String name = "nfs " + host + ":" + port;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name(name + " timer").unstarted(task));
    this.scanNanos = Math.clamp(options.attemptDeadline().toNanos() / 8, MIN_SCAN, MAX_SCAN);
    AuthSys credentials = AuthSys.ofThisMachine();
    this.lanes = new Lane[options.connections()];
    for (int i = 0; i < lanes.length; i++) {
      Connector connector = new Connector(host, address, port, options.reservedPort(), i, notes);
      lanes[i] = new Lane(this, connector, credentials, options, name + " #" + i);
    }
  }

  /**
   * Connects the first connection, and begins to connect the others.
   *
   * @param host asked for its address again when the server can't be reached
   * @throws IOException when the server can't be reached within {@code timeout}
   */
  public static RpcClient connect(
      String host, InetAddress address, int port, RpcOptions options, Duration timeout)
      throws IOException {
    return connect(host, address, port, options, ServerNotes.FORGOTTEN, timeout);
  }

  /** The same from the ports of an earlier process. */
  public static RpcClient connect(
      String host,
      InetAddress address,
      int port,
      RpcOptions options,
      ServerNotes notes,
      Duration timeout)
      throws IOException {
    RpcClient client = new RpcClient(host, address, port, options, notes);
    try {
      client.lanes[0].connectFirst(timeout);
    } catch (IOException e) {
      client.timer.shutdownNow();
      throw e;
    }
    for (Lane lane : client.lanes) {
      lane.start();
    }
    return client;
  }

  /** Whether the host is there, and nobody listens: the server has ended, or begins. */
  public static boolean isRefusal(IOException e) {
    return e instanceof ConnectException && String.valueOf(e.getMessage()).contains("refused");
  }

  /** Makes the call; it ends in one of its methods, on any thread. */
  public void submit(RpcCall call) {
    call.setDeadline(
        options
            .callDeadline()
            .map(limit -> System.nanoTime() + limit.toNanos())
            .orElse(RpcCall.NO_DEADLINE));
    laneOf(call).submit(call);
  }

  /**
   * Makes a call that has ended once more, after a time, under a new XID; its deadline stays.
   *
   * @return whether that will be: else the caller has to end the call, as it is too late
   */
  public boolean submitLater(RpcCall call, Duration delay) {
    if (call.isPast(System.nanoTime() + delay.toNanos())) {
      return false;
    }
    delayed.add(call);
    try {
      timer.schedule(() -> submitDelayed(call), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      failDelayed(call);
    }
    return true;
  }

  private void submitDelayed(RpcCall call) {
    if (delayed.remove(call)) {
      laneOf(call).submit(call);
    }
  }

  private void failDelayed(RpcCall call) {
    if (delayed.remove(call)) {
      end(call, Errno.ECANCELED);
    }
  }

  private Lane laneOf(RpcCall call) {
    long transaction = call.transaction();
    return transaction == 0
        ? best()
        : lanes[(int) Long.remainderUnsigned(transaction, lanes.length)];
  }

  private Lane best() {
    int start = turn.getAndIncrement() & 0xffff;
    Lane best = lanes[start % lanes.length];
    for (int i = 1; i < lanes.length; i++) {
      Lane lane = lanes[(start + i) % lanes.length];
      if (lane.load() < best.load()) {
        best = lane;
      }
    }
    return best;
  }

  /** For callers in more groups than a call has room for. */
  public GroupWindows groupWindows() {
    return groupWindows;
  }

  /** Whether each connection that there was so far is from the port that it had before. */
  public boolean hasPortsOfBefore() {
    for (Lane lane : lanes) {
      if (!lane.hasPortOfBefore()) {
        return false;
      }
    }
    return true;
  }

  /** Why a connection can't be had now that calls wait for; empty when there is none such. */
  public Optional<String> away() {
    return Arrays.stream(lanes)
        .filter(lane -> lane.isAway() && !lane.trouble().isEmpty())
        .map(Lane::trouble)
        .findFirst();
  }

  /** What was last wrong with the connections; empty if nothing was. */
  public String trouble() {
    for (Lane lane : lanes) {
      if (!lane.trouble().isEmpty()) {
        return lane.trouble();
      }
    }
    return "";
  }

  /** Closes the connections; calls under way fail with ECANCELED, later ones too. Idempotent. */
  @Override
  public void close() {
    for (Lane lane : lanes) {
      lane.close();
    }
    timer.shutdownNow();
    delayed.forEach(this::failDelayed);
    if (!isReader(Thread.currentThread())) {
      for (Lane lane : lanes) {
        join(lane.reader());
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(JOIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- for lanes

  boolean isReader(Thread thread) {
    for (Lane lane : lanes) {
      if (lane.reader().equals(thread)) {
        return true;
      }
    }
    return false;
  }

  void flushDeferred() {
    for (Lane lane : lanes) {
      lane.flushDeferred();
    }
  }

  void scheduleScan(Runnable scan) {
    try {
      timer.schedule(scan, scanNanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "no more deadlines: closed");
    }
  }

  /** Ends a call: with success if {@code failure} is null. */
  void end(RpcCall call, @Nullable Errno failure) {
    try {
      if (failure == null) {
        call.succeeded();
      } else {
        call.failed(failure);
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the end of " + call.procedure() + " threw", e);
    }
  }
}
