// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.rpc;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import org.efc.backend.nfs.xdr.XdrDecoder;
import org.efc.backend.nfs.xdr.XdrException;

/**
 * The records of one connection, one after the other (RFC 5531 section 11). Fragments may have any
 * size, also one that splits a number. Belongs to one thread.
 *
 * <p>Memory is bounded: 128 KiB for what arrives, and the same once more if a server sends results
 * in several fragments. What is longer goes to the caller's buffer by {@link #transfer} or is
 * refused.
 */
public final class ReplyRecord {
  /** Longest results that can be decoded as a whole, in bytes. */
  static final int CAPACITY = 128 * 1024;

  /** A record may have the largest READ, 1 MiB, and what goes with it; more is no answer to us. */
  static final long MAX_RECORD = (1 << 20) + CAPACITY;

  /** What is read ahead while small replies may follow each other. */
  private static final int READ_AHEAD = 64 * 1024;

  /** Mark, reply header and READ3resok up to the data: what is read when only data is expected. */
  private static final int READ_HEAD = 4 + 24 + 4 + 88 + 12;

  /** Where bytes come from. */
  interface Input {
    /** As {@link java.nio.channels.ReadableByteChannel#read}, blocking. */
    int read(ByteBuffer destination) throws IOException;

    /** Whether the next bytes are better left in the socket, for the caller's buffer. */
    boolean expectsBulk();
  }

  private final Input input;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY).limit(0);
  private ByteBuffer assembly = ByteBuffer.allocate(0);
  private final XdrDecoder decoder = new XdrDecoder();
  private int fragment; // bytes of the current fragment that are not yet consumed
  private boolean last;
  private long length;

  ReplyRecord(Input input) {
    this.input = input;
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

  /** The next {@code bytes} bytes; good until the next call of any method. */
  public XdrDecoder next(int bytes) throws IOException {
    while (fragment == 0 && bytes > 0) {
      nextFragment();
    }
    if (bytes > fragment) {
      return assemble(bytes);
    }
    fill(bytes);
    int start = buffer.position();
    buffer.position(start + bytes);
    fragment -= bytes;
    return decoder.wrap(buffer, start, start + bytes);
  }

  /** All that is left of the record; good until the next call of any method. */
  public XdrDecoder whole() throws IOException {
    if (last && fragment <= CAPACITY) {
      return next(fragment);
    }
    return assemble(-1);
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
  private XdrDecoder assemble(int bytes) throws IOException {
    if (assembly.capacity() == 0) {
      assembly = ByteBuffer.allocateDirect(CAPACITY);
    }
    assembly.clear();
    while (bytes < 0 ? fragment > 0 || !last : assembly.position() < bytes) {
      if (fragment == 0) {
        nextFragment();
        continue;
      }
      int count = bytes < 0 ? fragment : Math.min(fragment, bytes - assembly.position());
      if (count > assembly.remaining()) {
        throw new XdrException("results have more than " + CAPACITY + " bytes");
      }
      transfer(assembly.limit(assembly.position() + count), count);
      assembly.limit(CAPACITY);
    }
    return decoder.wrap(assembly, 0, assembly.position());
  }

  private void nextFragment() throws IOException {
    if (last) {
      throw new XdrException("record ends early, after " + length + " bytes");
    }
    fill(4);
    int mark = buffer.getInt();
    last = mark < 0;
    fragment = mark & ~Rpc.LAST_FRAGMENT;
    length +=
        Math.max(1, fragment); // an empty fragment counts too, so that their number is bounded
    if (length > MAX_RECORD) {
      throw new ProtocolException(
          "reply has " + length + " bytes or more, over " + MAX_RECORD + ": no RPC server?");
    }
  }

  /** Makes at least {@code need} bytes available in the buffer. */
  private void fill(int need) throws IOException {
    if (buffer.remaining() >= need) {
      return;
    }
    buffer.compact();
    int limit = Math.max(need, input.expectsBulk() ? READ_HEAD : READ_AHEAD);
    buffer.limit(Math.max(limit, buffer.position()));
    while (buffer.position() < need) {
      if (input.read(buffer) < 0) {
        throw new EOFException("connection closed by the server");
      }
    }
    buffer.flip();
  }
}
