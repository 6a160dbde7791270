// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * The records of one connection, one after the other (RFC 5531 section 11). Fragments may have any
 * size, also one that splits a number. Belongs to one thread.
 *
 * <p>Memory is bounded by {@link Protocol.Sizes}: the longest results for what arrives, and the
 * same once more if a server sends results in several fragments. What is longer goes to the
 * caller's buffer by {@link #transfer} or is refused.
 *
 * <p>{@link #next} and {@link #whole} leave what they read in {@link #memory}, from {@link #from}
 * to {@link #to}: good until the next call of any method.
 */
public final class RecordReader {
  /** Bytes of a record mark. */
  static final int MARK_BYTES = 4;

  /** Set in a record mark: the fragment is the record's last. */
  static final int LAST_FRAGMENT = 0x8000_0000;

  /** What is read ahead while small replies may follow each other. */
  private static final int READ_AHEAD = 64 * 1024;

  /** Where bytes come from. */
  interface Input {
    /** As {@link java.nio.channels.ReadableByteChannel#read}, blocking. */
    int read(ByteBuffer destination) throws IOException;

    /** Whether the next bytes are better left in the socket, for the caller's buffer. */
    boolean expectsBulk();
  }

  private final Input input;
  private final int capacity;
  private final long longest;
  private final int bulkHead;
  private final ByteBuffer buffer;
  private final ByteBuffer assembly;
  private ByteBuffer memory;
  private int from;
  private int to;
  private int fragment; // bytes of the current fragment that are not yet consumed
  private boolean last;
  private long length;

  RecordReader(Input input, Protocol.Sizes sizes, LaneMemory lane) {
    this.input = input;
    this.capacity = sizes.results();
    this.longest = sizes.reply();
    this.bulkHead = sizes.bulkHead();
    this.buffer = lane.take(capacity).limit(0);
    this.assembly = lane.take(capacity);
    this.memory = buffer;
  }

  /** Bytes of the buffers. */
  static long memory(Protocol.Sizes sizes) {
    return 2L * sizes.results();
  }

  /** Where the bytes are that were read last. */
  public ByteBuffer memory() {
    return memory;
  }

  /** Index of the first byte that was read last. */
  public int from() {
    return from;
  }

  /** Index after the last byte that was read last. */
  public int to() {
    return to;
  }

  /** Forgets what is buffered: a new connection begins. */
  void reset() {
    buffer.limit(0).position(0);
    fragment = 0;
    last = true;
  }

  /** Waits for the next record; the one before must be consumed. */
  void begin() throws IOException {
    last = false;
    length = 0;
    nextFragment();
  }

  /** Reads the next {@code bytes} bytes. */
  public void next(int bytes) throws IOException {
    while (fragment == 0 && bytes > 0) {
      nextFragment();
    }
    if (bytes > fragment) {
      assemble(bytes);
      return;
    }
    fill(bytes);
    int start = buffer.position();
    buffer.position(start + bytes);
    fragment -= bytes;
    is(buffer, start, start + bytes);
  }

  private void is(ByteBuffer where, int first, int end) {
    memory = where;
    from = first;
    to = end;
  }

  /** Reads all that is left of the record. */
  public void whole() throws IOException {
    if (last && fragment <= capacity) {
      next(fragment);
    } else {
      assemble(-1);
    }
  }

  /** Moves the next {@code bytes} bytes to {@code destination}, from the socket if possible. */
  public void transfer(ByteBuffer destination, int bytes) throws IOException {
    int left = bytes;
    int end = destination.position() + bytes;
    while (left > 0) {
      while (fragment == 0) {
        nextFragment();
      }
      int count = Math.min(left, fragment);
      if (buffer.hasRemaining()) {
        count = Math.min(count, buffer.remaining());
        destination.put(destination.position(), buffer, buffer.position(), count);
        destination.position(destination.position() + count);
        buffer.position(buffer.position() + count);
      } else {
        destination.limit(destination.position() + count);
        count = input.read(destination);
        destination.limit(end);
        if (count < 0) {
          throw new EOFException("connection closed in the middle of a reply");
        }
      }
      left -= count;
      fragment -= count;
    }
  }

  /** Drops what is left of the record. */
  void skipRest() throws IOException {
    while (fragment > 0 || !last) {
      if (fragment == 0) {
        nextFragment();
      } else {
        fill(1);
        int count = Math.min(fragment, buffer.remaining());
        buffer.position(buffer.position() + count);
        fragment -= count;
      }
    }
  }

  /** Copies {@code bytes} bytes, or all for -1, from as many fragments as they are in. */
  private void assemble(int bytes) throws IOException {
    assembly.clear();
    while (bytes < 0 ? fragment > 0 || !last : assembly.position() < bytes) {
      if (fragment == 0) {
        nextFragment();
        continue;
      }
      int count = bytes < 0 ? fragment : Math.min(fragment, bytes - assembly.position());
      if (count > assembly.remaining()) {
        throw new MalformedException("results have more than " + capacity + " bytes");
      }
      transfer(assembly.limit(assembly.position() + count), count);
      assembly.limit(capacity);
    }
    is(assembly, 0, assembly.position());
  }

  private void nextFragment() throws IOException {
    if (last) {
      throw new MalformedException("record ends early, after " + length + " bytes");
    }
    fill(MARK_BYTES);
    int mark = buffer.getInt();
    last = mark < 0;
    fragment = mark & ~LAST_FRAGMENT;
    length +=
        Math.max(1, fragment); // an empty fragment counts too, so that their number is bounded
    if (length > longest) {
      throw new ProtocolException(
          "reply has " + length + " bytes or more, over " + longest + ": no such server?");
    }
  }

  /** Makes at least {@code need} bytes available in the buffer. */
  private void fill(int need) throws IOException {
    if (buffer.remaining() >= need) {
      return;
    }
    buffer.compact();
    int limit = Math.max(need, input.expectsBulk() ? bulkHead : Math.min(READ_AHEAD, capacity));
    buffer.limit(Math.max(limit, buffer.position()));
    while (buffer.position() < need) {
      if (input.read(buffer) < 0) {
        throw new EOFException("connection closed by the server");
      }
    }
    buffer.flip();
  }
}
