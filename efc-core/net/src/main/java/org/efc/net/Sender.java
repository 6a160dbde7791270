// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.efc.common.vital.FailStop;
import org.efc.common.vital.VitalThread;
import org.jspecify.annotations.Nullable;

/**
 * Sends the calls of one lane in order. One thread at a time writes, and takes along what others
 * queued meanwhile, in one system call.
 *
 * <p>Whoever submits a call writes it, as long as that can't block: what is sent and not answered
 * is at most {@link #DIRECT_BYTES}, which any send buffer holds. Else a thread of the lane's own
 * writes. So no submitter waits for a slow server, and a reader never waits for a server that
 * itself waits for the reader to read.
 */
final class Sender {
  /** Half of the send buffer that Linux gives a connection of ten segments at its start. */
  static final int DIRECT_BYTES = 32 * 1024;

  private static final int BATCH_BYTES = 64 * 1024;
  private static final int MOST_PADDING = 3;

  /** Bytes of a sender's buffers. */
  static final int MEMORY = BATCH_BYTES;

  /** Batches for others that a submitter writes before it may go. */
  private static final int DIRECT_BATCHES = 4;

  /** What the lane is told, without the lock held. */
  interface Events {
    /** The reply to {@code slot} had come while it was being sent. */
    void sentAfterAnswer(Slot slot);
  }

  private final ReentrantLock lock;
  private final Condition stopped;
  private final Condition work;
  private final String name;
  private final Events events;
  private final long attemptNanos;
  private final Protocol protocol;
  private final FailStop failStop;
  private final Deque<Slot> queue = new ArrayDeque<>();
  private @Nullable SocketChannel channel;
  private boolean writing;
  private long unanswered;
  private boolean closed;
  private @Nullable Thread writer;

  // Belong to the thread that set writing.
  private final ByteBuffer batch;

  /**
   * @param memory has room for {@link #MEMORY} bytes
   */
  Sender(
      ReentrantLock lock,
      String name,
      LaneOptions options,
      Protocol protocol,
      LaneMemory memory,
      Events events) {
    this.protocol = protocol;
    this.failStop = options.failStop();
    this.batch = memory.take(BATCH_BYTES);
    this.lock = lock;
    this.stopped = lock.newCondition();
    this.work = lock.newCondition();
    this.name = name;
    this.attemptNanos = options.attemptDeadline().toNanos();
    this.events = events;
  }

  // ---- with the lock held

  void attach(SocketChannel connected) {
    channel = connected;
  }

  /** Stops sending, waits for the writing thread; the channel must be closed. */
  void detach() {
    channel = null;
    queue.clear();
    unanswered = 0;
    while (writing) {
      stopped.awaitUninterruptibly(); // not long: a write to a closed channel fails at once
    }
  }

  void close() {
    closed = true;
    work.signalAll();
  }

  void enqueue(Slot slot) {
    if (channel != null) {
      queue.add(slot);
    }
  }

  /** The slot is being released. */
  void forget(Slot slot) {
    if (slot.sentBytes == 0) {
      queue.remove(slot);
    }
    unanswered -= slot.sentBytes;
  }

  // ---- without

  /** Sends what is queued, or sees to it that it gets sent. */
  void flush() {
    drain(false);
  }

  /** An interrupted thread must not write: that would close the channel (InterruptibleChannel). */
  private static boolean isInterrupted() {
    return Thread.currentThread().isInterrupted();
  }

  private void drain(boolean mayBlock) {
    lock.lock();
    try {
      for (int batch = 0; !writing && channel != null && !queue.isEmpty(); batch++) {
        if (!mayBlock && (batch == DIRECT_BATCHES || wouldBlock(queue.peek()) || isInterrupted())) {
          wakeWriter();
          return;
        }
        writeBatch(channel, mayBlock);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean wouldBlock(Slot slot) {
    return unanswered + size(slot) > DIRECT_BYTES;
  }

  private long size(Slot slot) {
    int payload = slot.payloadLength();
    return (long) slot.header.limit() + payload + protocol.padding(payload);
  }

  /** Writes some of the queue; gives up the lock meanwhile. */
  private void writeBatch(SocketChannel to, boolean mayBlock) {
    writing = true;
    long now = System.nanoTime();
    batch.clear();
    Slot withPayload = null;
    while (withPayload == null && !queue.isEmpty()) {
      Slot slot = queue.peek();
      if (slot.header.limit() > batch.remaining() || (!mayBlock && wouldBlock(slot))) {
        break;
      }
      queue.remove();
      append(slot.header.position(0), slot.header.limit());
      slot.sentBytes = size(slot);
      unanswered += slot.sentBytes;
      slot.attemptDeadline = now + (attemptNanos << Math.min(slot.attempts, 4));
      if (slot.payloadLength() > 0) {
        slot.sending = true;
        slot.payload.limit(slot.payloadEnd).position(slot.payloadStart);
        withPayload = slot;
      }
    }
    lock.unlock();
    try {
      write(to, withPayload == null ? Call.NO_PAYLOAD : withPayload.payload);
    } finally {
      lock.lock();
      writing = false;
      stopped.signalAll();
    }
    if (withPayload != null) {
      withPayload.sending = false;
      if (withPayload.answered) {
        lock.unlock();
        try {
          events.sentAfterAnswer(withPayload);
        } finally {
          lock.lock();
        }
      }
    }
  }

  /**
   * Writes the batch, with the start of the payload in it, then what is left of the payload. A
   * gathering write would make objects for each buffer that lies over mapped memory.
   */
  private void write(SocketChannel to, ByteBuffer payload) {
    int padding = protocol.padding(payload.remaining());
    int first = Math.min(payload.remaining(), batch.remaining() - MOST_PADDING);
    if (first > 0) {
      append(payload, first);
    }
    try {
      if (payload.hasRemaining()) {
        writeAll(to, batch.flip());
        writeAll(to, payload);
        batch.clear();
      }
      for (int i = 0; i < padding; i++) {
        batch.put((byte) 0);
      }
      writeAll(to, batch.flip());
    } catch (IOException e) {
      Connector.close(to); // the reader sees it and connects anew
    }
  }

  /** Puts the next bytes of {@code from} into the batch. */
  private void append(ByteBuffer from, int bytes) {
    batch.put(batch.position(), from, from.position(), bytes);
    batch.position(batch.position() + bytes);
    from.position(from.position() + bytes);
  }

  private static void writeAll(SocketChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  private void wakeWriter() {
    if (writer == null) {
      writer = VitalThread.start(name, failStop, this::runWriter);
    } else {
      work.signal();
    }
  }

  private void runWriter() {
    lock.lock();
    try {
      while (!closed) {
        if (writing || channel == null || queue.isEmpty()) {
          work.awaitUninterruptibly();
        } else {
          lock.unlock();
          try {
            drain(true);
          } finally {
            lock.lock();
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
