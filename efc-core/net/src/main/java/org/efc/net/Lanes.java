// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.efc.common.Errno;
import org.efc.common.vital.VitalThread;
import org.jspecify.annotations.Nullable;

/**
 * Calls to one port of one server over some lanes, in a {@link Protocol} of the caller's.
 *
 * <p>A call goes to the lane with the least to do; one with a {@link Call#laneKey} to the lane that
 * the next process would take for it, too. Replies are taken, and calls ended, on the lanes' reader
 * threads. What those submit in turn is sent in one go before they wait again.
 */
public final class Lanes implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Lanes.class.getName());

  private static final Duration JOIN = Duration.ofSeconds(2);
  private static final int MAX_LANES = 64;
  private static final long MIN_SCAN = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long MAX_SCAN = TimeUnit.SECONDS.toNanos(1);

  private final String name;
  private final LaneOptions options;
  private final ServerAddresses addresses;
  private final ConnectionNotes notes;

  /** The first ones are for all calls; an earlier process may have had more, kept for keys. */
  private final Lane[] lanes;

  /** Over so many of them the keys of calls are spread, in this process and those before it. */
  private final int keyLanes;

  private final long scanNanos;
  private final long callNanos;
  private final AtomicInteger turn = new AtomicInteger();
  private final Set<Call> delayed = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor timer;

  private Lanes(
      ServerAddresses addresses,
      ConnectionNotes notes,
      String name,
      Protocol protocol,
      LaneOptions options,
      Connector[] connectors,
      int keyLanes,
      long scanNanos) {
    this.name = name;
    this.options = options;
    this.keyLanes = keyLanes;
    this.addresses = addresses;
    this.notes = notes;
    this.callNanos = options.callDeadline().map(Duration::toNanos).orElse(Call.NO_DEADLINE);
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, task -> VitalThread.unstarted(name + " timer", options.failStop(), task));
    this.scanNanos = scanNanos;
    this.lanes = new Lane[connectors.length];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = new Lane(this, connectors[i], addresses, protocol, options, name + " #" + i);
    }
  }

  /**
   * Connects the first lane, and begins to connect the others.
   *
   * @param name for threads and log
   * @param server asked for its addresses when it can't be reached at the known ones
   * @param notes of an earlier process, and for the next
   * @throws IOException when the server can't be reached within {@code timeout}
   */
  public static Lanes connect(
      String name,
      ServerAddresses server,
      int port,
      Protocol protocol,
      LaneOptions options,
      ConnectionNotes notes,
      Duration timeout)
      throws IOException {
    long scan = Math.clamp(options.attemptDeadline().toNanos() / 8, MIN_SCAN, MAX_SCAN);
    return connect(name, server, port, protocol, options, notes, timeout, scan);
  }

  static Lanes connect(
      String name,
      ServerAddresses server,
      int port,
      Protocol protocol,
      LaneOptions options,
      ConnectionNotes notes,
      Duration timeout,
      long scanNanos)
      throws IOException {
    int keyLanes = keyLanes(options, notes);
    Connector[] connectors = new Connector[Math.max(keyLanes, options.connections())];
    for (int i = 0; i < connectors.length; i++) {
      connectors[i] = new Connector(port, options.reservedPort(), i, notes);
    }
    // Before there is any memory for calls: a server that is away is tried again and again.
    SocketChannel first = connectors[0].connect(server.inUse(), timeout, opened -> {});
    if (connectors[0].isAnother(first)) {
      notes.forgotten();
    }
    connectors[0].note(first);
    notes.connections(keyLanes);
    notes.address(server.inUse().getAddress());
    Lanes lanes =
        new Lanes(server, notes, name, protocol, options, connectors, keyLanes, scanNanos);
    lanes.lanes[0].start(first);
    for (int i = 1; i < connectors.length; i++) {
      lanes.lanes[i].start();
    }
    return lanes;
  }

  /** As many as before; a version that did not note their number noted their ports. */
  private static int keyLanes(LaneOptions options, ConnectionNotes notes) {
    int before = notes.connections();
    if (before <= 0) {
      before = 0;
      while (before < MAX_LANES && notes.port(before) != 0) {
        before++;
      }
    }
    return before == 0 ? options.connections() : Math.min(before, MAX_LANES);
  }

  /**
   * Whether the host is there, and nobody listens: the server has ended, or begins. The class says
   * so in every language. It is also that of ETIMEDOUT, which connecting with a time limit of some
   * seconds does not meet (tcp(7): some two minutes); to take that for a refusal does no harm.
   */
  public static boolean isRefusal(IOException e) {
    return e instanceof ConnectException;
  }

  /** The address that the server has now. */
  public InetAddress address() {
    return addresses.inUse();
  }

  /** Makes the call; it ends in one of its methods, on any thread. */
  public void submit(Call call) {
    call.setDeadline(
        callNanos == Call.NO_DEADLINE ? Call.NO_DEADLINE : System.nanoTime() + callNanos);
    laneOf(call).submit(call);
  }

  /**
   * Makes a call that has ended once more, after a time, under a new id; its deadline stays.
   *
   * @return whether that will be: else the caller has to end the call, as it is too late
   */
  public boolean submitLater(Call call, Duration delay) {
    if (call.isPast(System.nanoTime() + delay.toNanos())) {
      return false;
    }
    delayed.add(call);
    try {
      timer.schedule(
          () -> guarded(() -> submitDelayed(call)), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      failDelayed(call);
    }
    return true;
  }

  private void submitDelayed(Call call) {
    if (delayed.remove(call)) {
      laneOf(call).submit(call);
    }
  }

  private void failDelayed(Call call) {
    if (delayed.remove(call)) {
      end(call, Errno.ECANCELED);
    }
  }

  private Lane laneOf(Call call) {
    long key = call.laneKey();
    return key == 0 ? best() : lanes[(int) Long.remainderUnsigned(key, keyLanes)];
  }

  private Lane best() {
    int start = turn.getAndIncrement() & 0xffff;
    int count = options.connections();
    Lane best = lanes[start % count];
    for (int i = 1; i < count; i++) {
      Lane lane = lanes[(start + i) % count];
      if (lane.load() < best.load()) {
        best = lane;
      }
    }
    return best;
  }

  /**
   * Whether each connection so far that calls with a key may have is from the port that it had
   * before.
   */
  public boolean hasPortsOfBefore() {
    for (int i = 0; i < keyLanes; i++) {
      if (!lanes[i].hasPortOfBefore()) {
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

  /** How many calls have not ended: sent, or still to be sent, now or after a time. */
  public int underWay() {
    int count = delayed.size();
    for (Lane lane : lanes) {
      count += lane.underWay();
    }
    return count;
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

  /** A lane has a reply from this address, which is in use: no lane may use another one. */
  void moved(InetAddress inUse) {
    notes.address(inUse.getAddress());
    for (Lane lane : lanes) {
      lane.moveTo(inUse);
    }
  }

  void flushDeferred() {
    for (Lane lane : lanes) {
      lane.flushDeferred();
    }
  }

  void scheduleScan(Runnable scan) {
    try {
      timer.schedule(() -> guarded(scan), scanNanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "no more deadlines: closed");
    }
  }

  /** A task of the timer. An executor would keep what the task throws to itself. */
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      options.failStop().failed("the timer of " + name, e);
    }
  }

  /** Ends a call: with success if {@code failure} is null. */
  void end(Call call, @Nullable Errno failure) {
    try {
      if (failure == null) {
        call.succeeded();
      } else {
        call.failed(failure);
      }
    } catch (RuntimeException | Error e) {
      // Whoever waits for this call waits for ever, and what else is broken nobody knows.
      options.failStop().failed("the completion of " + call.what(), e);
    }
  }
}
