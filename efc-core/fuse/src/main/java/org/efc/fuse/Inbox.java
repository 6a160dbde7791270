// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import org.efc.fuse.op.BatchForget;
import org.efc.fuse.op.Forget;
import org.efc.fuse.op.Interrupt;
import org.efc.fuse.wire.MessageMemory;

/**
 * Where one reader thread reads messages to. A message without an answer is served from here, so
 * that it needs no request object, and none of the requests that the file system has at a time. A
 * request that keeps its data takes the memory along, and the inbox gets other memory.
 */
final class Inbox {
  private final PayloadPool payloads;
  private final Forget forget;
  private final BatchForget batchForget;
  private final Interrupt interrupt;
  private MessageMemory memory;

  Inbox(PayloadPool payloads) {
    this.payloads = payloads;
    this.memory = payloads.takeLargest();
    this.forget = new Forget(memory.request());
    this.batchForget = new BatchForget(memory.request());
    this.interrupt = new Interrupt(memory.request());
  }

  /** The fuse_in_header of the message. */
  long message() {
    return memory.request();
  }

  /** The most bytes that a message may have. */
  int capacity() {
    return memory.requestCapacity();
  }

  /** Room for a fuse_out_header; it does not touch the message. */
  long scratch() {
    return memory.smallReply();
  }

  Forget forget() {
    return forget;
  }

  BatchForget batchForget() {
    return batchForget;
  }

  Interrupt interrupt() {
    return interrupt;
  }

  /** Gives the memory away, with the message in it. */
  MessageMemory exchange() {
    MessageMemory given = memory;
    memory = payloads.takeLargest();
    forget.moveTo(memory.request());
    batchForget.moveTo(memory.request());
    interrupt.moveTo(memory.request());
    return given;
  }

  /** The reader reads no more. */
  void close() {
    payloads.put(memory);
  }
}
