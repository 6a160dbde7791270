// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import java.nio.ByteBuffer;
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
  record Overdue(List<Call> timedOut, Optional<String> breakConnection, boolean busy) {}

  private final Protocol.Dialog dialog;
  private final Protocol protocol;
  private final BiConsumer<Call, @Nullable Errno> end;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final SlotTable slots;
  private final Deque<Call> waiting = new ArrayDeque<>();
  private final Deque<Call> unencodable = new ArrayDeque<>();
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
      LaneOptions options,
      Protocol protocol,
      Protocol.Dialog dialog,
      LaneMemory memory,
      String name,
      BiConsumer<Call, @Nullable Errno> end) {
    this.dialog = dialog;
    this.end = end;
    int headerBytes = protocol.sizes().call();
    this.slots =
        new SlotTable(options.slots(), headerBytes, memory.take(options.slots() * headerBytes));
    this.sender = new Sender(lock, name + "-writer", options, protocol, memory, this);
    this.protocol = protocol;
  }

  /** Bytes of the buffers of a lane's calls. */
  static long memory(LaneOptions options, Protocol protocol) {
    return (long) options.slots() * protocol.sizes().call() + Sender.MEMORY;
  }

  int load() {
    return load.get();
  }

  /** How many calls have not ended, with or without a slot. */
  int underWay() {
    lock.lock();
    try {
      return slots.used() + waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Whether only large results are waited for. */
  boolean expectsBulk() {
    return bulk.get() > 0 && small.get() == 0;
  }

  /** Takes the call; the caller must {@link #flush}. */
  void submit(Call call) {
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

  /** The slot whose reply has come, now receiving; null for a late reply. */
  @Nullable Slot receive(int id) {
    lock.lock();
    try {
      Slot found = slots.find(id);
      if (found != null) {
        found.receiving = true;
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the call of {@code slot}, or leaves that to the thread that still sends its payload. */
  void settle(Slot slot, @Nullable Errno failure) {
    Call call;
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
    List<Call> ended = new ArrayList<>();
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
    List<Call> sent = new ArrayList<>();
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
    sent.forEach(Call::doubtful);
  }

  /** What the deadlines say at {@code now}, as of System.nanoTime. */
  Overdue overdue(long now) {
    List<Call> timedOut = new ArrayList<>();
    String broken = null;
    lock.lock();
    try {
      // First, else they would get the slots of those that are released below.
      waiting.removeIf(call -> call.isPast(now) && timedOut.add(call));
      for (Slot slot : slots.inUse()) {
        Call call = slot.call;
        if (call == null || slot.answered) {
          continue;
        }
        if (call.isPast(now)) {
          if (slot.sending || slot.receiving) {
            slot.expired = true; // its buffers are in use until the connection is closed
            broken = "deadline of " + call.what() + " passed";
          } else {
            timedOut.add(release(slot));
          }
        } else if (slot.sentBytes > 0 && now - slot.attemptDeadline >= 0) {
          slot.attempts++;
          broken = "no reply to " + call.what() + " in time";
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
    List<Call> left = new ArrayList<>();
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

  private void begin(Call call) {
    Slot slot = slots.take(call);
    try {
      encode(slot, call);
    } catch (MalformedException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", call.what(), e.getMessage());
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

  private void encode(Slot slot, Call call) {
    ByteBuffer payload = call.payload();
    slot.payload = payload;
    slot.payloadStart = payload.position();
    slot.payloadEnd = payload.limit();
    int length = slot.payloadLength();
    ByteBuffer header = slot.header.clear().position(RecordReader.MARK_BYTES);
    dialog.encode(call, slot.id, header, length);
    int record = header.position() - RecordReader.MARK_BYTES + length + protocol.padding(length);
    header.putInt(0, RecordReader.LAST_FRAGMENT | record).flip();
  }

  /** Frees the slot and gives its place to a waiting call. */
  private Call release(Slot slot) {
    Call call = slot.call;
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
      Call call;
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
