// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.efc.common.Errno;

/** A call of {@link EchoProtocol}, with the end that it came to. */
class EchoCall extends Call {
  private final String text;
  private final long key;
  private final int id;
  private final ByteBuffer payload;
  private volatile String answer = "";
  final CompletableFuture<String> end = new CompletableFuture<>();
  final AtomicInteger doubts = new AtomicInteger();

  EchoCall(String text) {
    this(text, 0, 0, 0);
  }

  /**
   * @param key decides on the lane, and on the id; 0 for a call that any lane may take
   */
  EchoCall(String text, long key) {
    this(text, key, key == 0 ? 0 : 0x8000_0000 | (int) key, 0);
  }

  EchoCall(String text, long key, int id, int payloadBytes) {
    this.text = text;
    this.key = key;
    this.id = id;
    this.payload = ByteBuffer.allocateDirect(payloadBytes);
  }

  String text() {
    return text;
  }

  void answer(String results) {
    answer = results;
  }

  /** The answer, or the name of the error. */
  String get() throws Exception {
    return end.get(20, TimeUnit.SECONDS);
  }

  @Override
  protected String what() {
    return text;
  }

  @Override
  protected long laneKey() {
    return key;
  }

  @Override
  protected int takeId() {
    return id;
  }

  @Override
  protected ByteBuffer payload() {
    return payload.clear();
  }

  @Override
  protected void doubtful() {
    doubts.incrementAndGet();
  }

  @Override
  protected void succeeded() {
    end.complete(answer);
  }

  @Override
  protected void failed(Errno errno) {
    end.complete(errno.name());
  }
}
