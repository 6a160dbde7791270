// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.rpc;

import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.efc.backend.nfs.xdr.XdrException;
import org.efc.common.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one lane: in slots while they are under way, in a queue while there is no slot. It
 * decides when a call ends; calls are ended without the lock held.
 */
final class CallTable implements Sender.Events {
  private static final System.Logger LOG = System.getLogger(CallTable.class.getName());

  /** Results from this size on go from the socket to their buffer without a copy. */
  private static final int BULK_BYTES = 32 * 1024;

  /** What is too late at some time. */
  record Overdue(List<RpcCall> timedOut, Optional<String> breakConnection, boolean busy) {}

  private final AuthSys credentials;
  private final BiConsumer<RpcCall, @Nullable Errno> end;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final SlotTable slots;
  private final Deque<RpcCall> waiting = new ArrayDeque<>();
  private final Deque<RpcCall> unencodable = new ArrayDeque<>();
  private final Sender sender;
  private @Nullable SocketChannel channel;
  private boolean closed;

  // Written with the lock held, read also without: stale values do no harm.
  private final AtomicInteger load = new AtomicInteger();
  private final AtomicInteger bulk = new AtomicInteger();
  private final AtomicInteger small = new AtomicInteger();

  /**
   * @param end ends a call: with success if the errno is null
   */
  CallTable(
      RpcOptions options,
      AuthSys credentials,
      String name,
      BiConsumer<RpcCall, @Nullable Errno> end) {
    this.credentials = credentials;
    this.end = end;
    this.slots = new SlotTable(options.slots());
    this.sender = new Sender(lock, name + "-writer", options.attemptDeadline().toNanos(), this);
  }

  int load() {
    return load.get();
  }

  /** Whether only large results are waited for. */
  boolean expectsBulk() {
    return bulk.get() > 0 && small.get() == 0;
  }

  /** Takes the call; the caller must {@link #flush}. */
  void submit(RpcCall call) {
    Errno refused = null;
    lock.lock();
    try {
      if (closed) {
        refused = Errno.ECANCELED;
      } else if (slots.isFull()) {
        waiting.add(call);
      } else {
        begin(call);
      }
    } finally {
      lock.unlock();
    }
    if (refused != null) {
      end.accept(call, refused);
    }
    endUnencodable();
  }

  void flush() {
    sender.flush();
  }

  /** The slot whose reply has come, now receiving; empty for a late reply. */
  Optional<Slot> receive(int xid) {
    lock.lock();
    try {
      Optional<Slot> found = slots.find(xid);
      found.ifPresent(slot -> slot.receiving = true);
      return found;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the call of {@code slot}, or leaves that to the thread that still sends its payload. */
  void settle(Slot slot, @Nullable Errno failure) {
    RpcCall call;
    lock.lock();
    try {
      slot.receiving = false;
      if (slot.sending) {
        slot.answered = true;
        slot.failure = failure;
        return;
      }
      call = release(slot);
    } finally {
      lock.unlock();
    }
    end.accept(call, failure);
    endUnencodable();
  }

  @Override
  public void sentAfterAnswer(Slot slot) {
    settle(slot, slot.failure);
  }

  /** A channel begins to connect: from now on {@link #breakConnection} closes it. */
  void opening(SocketChannel opened) {
    lock.lock();
    try {
      channel = opened;
      if (closed) {
        Connector.close(opened);
      }
    } finally {
      lock.unlock();
    }
  }

  /** All calls are to be sent on this connection. */
  void attach(SocketChannel connected) {
    lock.lock();
    try {
      channel = connected;
      sender.attach(connected);
      slots.inUse().forEach(sender::enqueue);
      if (closed) {
        Connector.close(connected);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The connection is gone and closed: nothing counts as sent any more.
   *
   * @param failure ends all calls under way; without it only those that are too late end
   * @return how many calls are left
   */
  int detach(Optional<Errno> failure) {
    List<RpcCall> ended = new ArrayList<>();
    int left;
    lock.lock();
    try {
      channel = null;
      sender.detach();
      for (Slot slot : slots.inUse()) {
        slot.sentBefore |= slot.sentBytes > 0;
        slot.sentBytes = 0;
        slot.receiving = false;
        if ((slot.expired || failure.isPresent()) && !slot.answered) {
          ended.add(release(slot));
        }
      }
      left = slots.used() + waiting.size();
    } finally {
      lock.unlock();
    }
    ended.forEach(call -> end.accept(call, failure.orElse(Errno.ETIMEDOUT)));
    endUnencodable();
    return left;
  }

  /** The server has begun anew, while there is no connection: what it was sent is in doubt. */
  void doubt() {
    List<RpcCall> sent = new ArrayList<>();
    lock.lock();
    try {
      for (Slot slot : slots.inUse()) {
        if (slot.sentBefore && slot.call != null) {
          sent.add(slot.call);
        }
      }
    } finally {
      lock.unlock();
    }
    sent.forEach(RpcCall::doubtful);
  }

  /** What the deadlines say at {@code now}, as of System.nanoTime. */
  Overdue overdue(long now) {
    List<RpcCall> timedOut = new ArrayList<>();
    String broken = null;
    lock.lock();
    try {
      // First, else they would get the slots of those that are released below.
      waiting.removeIf(call -> call.isPast(now) && timedOut.add(call));
      for (Slot slot : slots.inUse()) {
        RpcCall call = slot.call;
        if (call == null || slot.answered) {
          continue;
        }
        if (call.isPast(now)) {
          if (slot.sending || slot.receiving) {
            slot.expired = true; // its buffers are in use until the connection is closed
            broken = "deadline of " + call.procedure() + " passed";
          } else {
            timedOut.add(release(slot));
          }
        } else if (slot.sentBytes > 0 && now - slot.attemptDeadline >= 0) {
          slot.attempts++;
          broken = "no reply to " + call.procedure() + " in time";
        }
      }
      return new Overdue(
          timedOut,
          channel == null ? Optional.empty() : Optional.ofNullable(broken),
          slots.used() + waiting.size() > 0);
    } finally {
      lock.unlock();
    }
  }

  /** Closes the channel under the reader's and the writer's feet. */
  void breakConnection() {
    lock.lock();
    try {
      if (channel != null) {
        Connector.close(channel);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more calls; those under way stay until {@link #failAll}. */
  void close() {
    lock.lock();
    try {
      closed = true;
      sender.close();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    breakConnection();
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Ends everything that is left, after {@link #close} and {@link #detach}. */
  void failAll(Errno errno) {
    List<RpcCall> left = new ArrayList<>();
    lock.lock();
    try {
      left.addAll(waiting);
      waiting.clear();
      for (Slot slot : slots.inUse()) {
        if (!slot.answered) {
          left.add(release(slot));
        }
      }
    } finally {
      lock.unlock();
    }
    left.forEach(call -> end.accept(call, errno));
  }

  /** Waits until there are calls, or the table is closed. */
  void awaitCalls() {
    lock.lock();
    try {
      while (!closed && slots.used() == 0) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits, or until the table is closed. */
  void pause(long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // Nobody interrupts these threads to end them: close() does that.
      LOG.log(System.Logger.Level.DEBUG, "interrupted in a pause of {0} ms", toMillis(nanos));
    } finally {
      lock.unlock();
    }
  }

  private static long toMillis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  // ---- with the lock held

  private void begin(RpcCall call) {
    Slot slot = slots.take(call);
    try {
      CallMessage.encode(slot, call, credentials.encoded(call.caller()));
    } catch (XdrException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", call.procedure(), e.getMessage());
      slots.release(slot);
      unencodable.add(call);
      return;
    }
    slot.bulk = call.expectedResults() >= BULK_BYTES;
    slot.weight = 1 + (call.expectedResults() + slot.payloadLength()) / BULK_BYTES;
    count(slot, 1);
    sender.enqueue(slot);
    changed.signalAll();
  }

  /** Frees the slot and gives its place to a waiting call. */
  private RpcCall release(Slot slot) {
    RpcCall call = slot.call;
    if (call == null) {
      throw new IllegalStateException("slot " + slot.index + " is free");
    }
    sender.forget(slot);
    count(slot, -1);
    slots.release(slot);
    while (!closed && !waiting.isEmpty() && !slots.isFull()) {
      begin(waiting.remove());
    }
    return call;
  }

  private void count(Slot slot, int one) {
    load.addAndGet(one * slot.weight);
    (slot.bulk ? bulk : small).addAndGet(one);
  }

  // ---- without

  private void endUnencodable() {
    while (true) {
      RpcCall call;
      lock.lock();
      try {
        call = unencodable.poll();
      } finally {
        lock.unlock();
      }
      if (call == null) {
        return;
      }
      end.accept(call, Errno.EINVAL);
    }
  }
}
