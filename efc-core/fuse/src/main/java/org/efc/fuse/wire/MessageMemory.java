// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.wire;

import java.nio.ByteBuffer;
import org.efc.common.linux.Memory;
import org.efc.fuse.abi.Protocol;
import org.efc.fuse.abi.ReplyLayout.OutHeader;
import org.efc.fuse.abi.RequestLayout.InHeader;
import org.efc.fuse.abi.RequestLayout.WriteIn;

/**
 * Memory for one message with data: a page of headers, then the payload.
 *
 * <pre>
 *   page 0                                             | page 1...
 *   small reply  ...            request header, struct | payload
 *                                    large reply header| payload
 * </pre>
 *
 * <p>A request is read so that the data of a WRITE begin on a page, and the data of a READ reply
 * are filled in on a page too, right behind their header: each is one system call without a copy.
 * Names of other requests lie in the payload: whoever keeps such a request copies it first.
 *
 * <p>All of the memory is resident from the beginning, and costs its size until {@link #unmap}.
 */
public final class MessageMemory {
  private static final int REQUEST_BEFORE_PAYLOAD = InHeader.SIZE + WriteIn.SIZE;

  private final long base;
  private final long payload;
  private final int payloadSize;
  private final ByteBuffer buffer;

  /**
   * @param atLeast the bytes of the payload; a page is the least that is mapped
   */
  public MessageMemory(int atLeast) {
    int page = Memory.pageSize();
    this.payloadSize = Math.addExact(Math.max(atLeast, 1), page - 1) & -page;
    // Resident: a kill -9 while the kernel copies a request to a page that is not there yet makes
    // it end that request with EIO (fuse_dev_do_read), where every other one is sent again.
    this.base = Memory.mapResident((long) page + payloadSize);
    this.payload = base + page;
    this.buffer = Memory.buffer(payload, payloadSize);
  }

  /** Where a request is read to: its fuse_in_header. */
  public long request() {
    return payload - REQUEST_BEFORE_PAYLOAD;
  }

  /**
   * The most bytes a request may have. A device wants {@link Protocol#MIN_READ_BUFFER} and the
   * negotiated size of a WRITE.
   */
  public int requestCapacity() {
    return REQUEST_BEFORE_PAYLOAD + payloadSize;
  }

  /** The fuse_out_header of a reply without data; it touches neither request nor payload. */
  public long smallReply() {
    return base;
  }

  /** The body of {@link #smallReply}: room for an entry and an open file. */
  public long smallBody() {
    return base + OutHeader.SIZE;
  }

  /**
   * The fuse_out_header of a reply whose data are the payload. It lies on the last 16 bytes of a
   * READ's structure: what the request says is lost when it is written.
   */
  public long dataReply() {
    return payload - OutHeader.SIZE;
  }

  /** The address of the payload, page aligned. */
  public long payload() {
    return payload;
  }

  public int payloadSize() {
    return payloadSize;
  }

  /** The payload as a direct buffer over all of it; the same object at each call. */
  public ByteBuffer payloadBuffer() {
    return buffer;
  }

  /** The bytes that are mapped. */
  public long mappedSize() {
    return (long) Memory.pageSize() + payloadSize;
  }

  /** Gives the memory back. Nothing of it may be used any more. */
  public void unmap() {
    Memory.unmap(base, mappedSize());
  }
}
