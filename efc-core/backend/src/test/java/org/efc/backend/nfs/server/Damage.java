// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends replies damaged at random, then the right one: so that a call which the damaged one did not
 * end is ended, and nobody waits. After what destroys the framing the connection is closed.
 */
public final class Damage implements Fault {
  private static final int RESULTS = 24;
  private static final int[] CORNERS = {
    0,
    1,
    2,
    3,
    4,
    5,
    -1,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE,
    0x1000_0000,
    0xffff,
    0x1_0001,
    1 << 20
  };

  private final long seed;
  private final int[] counts = new int[64];
  private final AtomicLong sent = new AtomicLong();
  private byte[] before = new byte[RESULTS];

  public Damage(long seed) {
    this.seed = seed;
  }

  /** How many replies were sent damaged. */
  public long sent() {
    return sent.get();
  }

  /** Of its own for each call of a round, so that the order in which they come does not matter. */
  private Random random(Call call) {
    int number = (call.procedure() & 31) | (call.program() == Call.MOUNT ? 32 : 0);
    return new Random(seed + 0x9e37_79b9_7f4a_7c15L * (number + 64L * counts[number]++));
  }

  /** A damaged record, by the seed alone. */
  public byte[] framed(byte[] message) {
    Random random = new Random(seed);
    return framed(damaged(message, random), random);
  }

  @Override
  public synchronized void send(Reply reply) throws IOException {
    Random random = random(reply.call());
    sent.incrementAndGet();
    byte[] right = reply.message();
    if (random.nextInt(300) == 0) {
      byte[] noise = new byte[1 + random.nextInt(300)];
      random.nextBytes(noise);
      reply.connection().send(noise);
      reply.connection().close();
      return;
    }
    byte[] damaged = damaged(right, random);
    before = right;
    byte[] framed = framed(damaged, random);
    boolean whole = random.nextInt(250) != 0;
    if (!whole) {
      corrupt(framed, 0, Math.min(8, framed.length), random);
    }
    reply.connection().send(framed);
    if (whole) {
      reply.send();
    } else {
      reply.connection().close();
    }
  }

  private byte[] damaged(byte[] right, Random random) {
    byte[] message = right.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      message =
          switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(message, 4 + random.nextInt(message.length - 3));
            case 1 -> {
              corrupt(message, 4, message.length, random);
              yield message;
            }
            case 2, 3 -> word(message, random);
            case 4 -> insert(message, random);
            case 5 -> {
              byte[] other = before.clone(); // the results of another procedure
              System.arraycopy(right, 0, other, 0, 4);
              yield other;
            }
            case 6 -> Arrays.copyOf(message, message.length + 4 * random.nextInt(30));
            default -> {
              int from = Math.min(message.length, RESULTS + 4 * random.nextInt(20));
              byte[] noise = new byte[message.length - from];
              random.nextBytes(noise);
              System.arraycopy(noise, 0, message, from, noise.length);
              yield message;
            }
          };
    }
    return message;
  }

  /** Flips some bits; XIDs stay, else the reply would be nobody's. */
  private static void corrupt(byte[] bytes, int from, int to, Random random) {
    for (int i = random.nextInt(4); i >= 0 && to > from; i--) {
      bytes[from + random.nextInt(to - from)] ^= (byte) (1 << random.nextInt(8));
    }
  }

  /** Puts another number where one may be. */
  private static byte[] word(byte[] message, Random random) {
    int words = (message.length - 4) / 4;
    if (words > 0) {
      int value =
          random.nextInt(4) == 0 ? random.nextInt() : CORNERS[random.nextInt(CORNERS.length)];
      ByteBuffer.wrap(message).putInt(4 + 4 * random.nextInt(words), value);
    }
    return message;
  }

  private static byte[] insert(byte[] message, Random random) {
    int at = 4 + 4 * random.nextInt((message.length - 4) / 4 + 1);
    byte[] more = new byte[4 * (1 + random.nextInt(4))];
    random.nextBytes(more);
    return ByteBuffer.allocate(message.length + more.length)
        .put(message, 0, at)
        .put(more)
        .put(message, at, message.length - at)
        .array();
  }

  /** As one record of one fragment or of several, empty ones among them. */
  private static byte[] framed(byte[] message, Random random) {
    if (random.nextInt(3) > 0) {
      return Reply.marked(message);
    }
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    int at = 0;
    while (at < message.length) {
      int length = Math.min(message.length - at, random.nextInt(1 + random.nextInt(64)));
      byte[] fragment = Arrays.copyOfRange(message, at, at + length);
      at += length;
      byte[] marked = Reply.marked(fragment);
      if (at < message.length) {
        marked[0] &= 0x7f;
      }
      record.writeBytes(marked);
    }
    return record.size() == 0 ? Reply.marked(message) : record.toByteArray();
  }
}
