// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import org.efc.backend.nfs.Wire;

/** Faults of the transport, of RPC, and refusals. */
public final class Faults {
  private static final int RESULTS_AT = 24;

  private Faults() {}

  /** How a reply is sent. */
  private interface Sending {
    void send(Reply reply) throws IOException;
  }

  /** What a reply says. */
  private interface Saying {
    Wire say(Call call);
  }

  private static Fault sending(Sending how) {
    return new Fault() {
      @Override
      public void send(Reply reply) throws IOException {
        how.send(reply);
      }
    };
  }

  private static Fault saying(Saying what) {
    return new Fault() {
      @Override
      public byte[] message(Call call, byte[] right) {
        return what.say(call).bytes();
      }
    };
  }

  /** Refuses with this nfsstat3. */
  public static Fault status(int status) {
    return new Fault() {
      @Override
      public OptionalInt refuse(Call call) {
        return OptionalInt.of(status);
      }
    };
  }

  /** The call never arrives. */
  public static Fault lostCall() {
    return new Fault() {
      @Override
      public boolean loses(Call call) {
        return true;
      }
    };
  }

  /** The call is executed, and its reply never arrives. */
  public static Fault lostReply() {
    return sending(reply -> {});
  }

  /** The reply comes so many milliseconds later. */
  public static Fault lateReply(long millis) {
    return sending(
        reply -> {
          try {
            Thread.sleep(millis);
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          reply.send();
        });
  }

  /** The connection ends after so many bytes of the reply. */
  public static Fault cutAfter(int bytes) {
    return sending(reply -> reply.cut(bytes));
  }

  /** Fragments of so many bytes. */
  public static Fault fragments(int bytes) {
    return sending(reply -> reply.send(bytes));
  }

  /** The reply comes twice. */
  public static Fault twice() {
    return sending(
        reply -> {
          reply.send();
          reply.send();
        });
  }

  /**
   * The reply comes after that to a later call.
   *
   * @param later makes another call on the connection
   */
  public static Fault outOfOrder(Runnable later) {
    return sending(
        reply -> {
          reply.hold();
          Thread.ofPlatform().daemon().start(later);
        });
  }

  /** These bytes instead of a record, and the connection goes on. */
  public static Fault bytes(byte[] noise) {
    return sending(reply -> reply.connection().send(noise));
  }

  /** As a web server answers what it does not understand. */
  public static Fault http() {
    return bytes("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  /** A record mark of 2^31 - 1 bytes. */
  public static Fault oversizedRecord() {
    return bytes(new byte[] {-1, -1, -1, -1, 0, 0, 0, 0});
  }

  /** The reply to another call. */
  public static Fault wrongXid() {
    return new Fault() {
      @Override
      public void send(Reply reply) throws IOException {
        ByteBuffer other = ByteBuffer.wrap(reply.message().clone());
        other.putInt(0, other.getInt(0) ^ 0x0100_0000);
        reply.connection().send(Reply.marked(other.array()));
      }
    };
  }

  /** A call instead of a reply. */
  public static Fault callInsteadOfReply() {
    return sending(
        reply -> {
          ByteBuffer call = ByteBuffer.wrap(reply.message().clone()).putInt(4, 0);
          reply.connection().send(Reply.marked(call.array()));
        });
  }

  /** MSG_ACCEPTED with this accept_stat (RFC 5531 section 9). */
  public static Fault accepted(int status) {
    return saying(call -> new Wire().u32(call.xid(), 1, 0, 0, 0, status, 2, 4));
  }

  /** MSG_DENIED with this reject_stat: 0 RPC_MISMATCH, 1 AUTH_ERROR. */
  public static Fault denied(int status) {
    return saying(call -> new Wire().u32(call.xid(), 1, 1, status, 2, 2));
  }

  /** Executes the call and gives only so many bytes of its results. */
  public static Fault results(int bytes) {
    return new Fault() {
      @Override
      public byte[] message(Call call, byte[] right) {
        return Arrays.copyOf(right, Math.min(right.length, RESULTS_AT + bytes));
      }
    };
  }

  /** Executes the call and says NFS3_OK, then these bytes. */
  public static Fault results(byte[] after) {
    return new Fault() {
      @Override
      public byte[] message(Call call, byte[] right) {
        return ByteBuffer.allocate(RESULTS_AT + 4 + after.length)
            .put(right, 0, RESULTS_AT)
            .putInt(0)
            .put(after)
            .array();
      }
    };
  }

  /** Executes the call and gives the results of FSINFO. */
  public static Fault resultsOfFsinfo() {
    int size = 1 << 20;
    return results(
        new Wire()
            .absent()
            .u32(size, size, 4096, size, size, 4096, 65536)
            .u64(Long.MAX_VALUE)
            .u32(0, 1, 0x1b)
            .bytes());
  }
}
