// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.efc.common.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A protocol that is nobody's: a message is a kind, an id in little-endian order, and text. It
 * keeps lanes from relying on what ONC RPC happens to have.
 *
 * <pre>
 * call:   byte 'C', int id, text, payload
 * reply:  byte 'R', int id, text
 * refusal: byte 'X', int id
 * </pre>
 */
final class EchoProtocol implements Protocol {
  static final byte CALL = 'C';
  static final byte REPLY = 'R';
  static final byte REFUSAL = 'X';
  static final int HEAD = 5;

  @Override
  public Sizes sizes() {
    return new Sizes(128, 1024, 4096, 64);
  }

  @Override
  public int padding(int bytes) {
    return 0;
  }

  @Override
  public Dialog dialog(RecordReader replies) {
    return new EchoDialog(replies);
  }

  private static final class EchoDialog implements Dialog {
    private final RecordReader replies;
    private byte kind;
    private int id;

    EchoDialog(RecordReader replies) {
      this.replies = replies;
    }

    @Override
    public void encode(Call call, int id, ByteBuffer header, int payloadBytes) {
      byte[] text = ((EchoCall) call).text().getBytes(UTF_8);
      if (text.length + HEAD > header.remaining()) {
        throw new MalformedException("text has " + text.length + " bytes");
      }
      header.put(CALL).putInt(Integer.reverseBytes(id)).put(text);
    }

    @Override
    public boolean readHead() throws IOException {
      replies.next(HEAD);
      ByteBuffer head = replies.memory().duplicate().order(ByteOrder.LITTLE_ENDIAN);
      kind = head.get(replies.from());
      id = head.getInt(replies.from() + 1);
      if (kind == 'D') {
        throw new IllegalStateException("a fault of the protocol's code");
      }
      if (kind == 'M') {
        throw new MalformedException("no message");
      }
      return kind == REPLY || kind == REFUSAL;
    }

    @Override
    public int id() {
      return id;
    }

    @Override
    public @Nullable Errno readResults(Call call) throws IOException {
      if (kind == REFUSAL) {
        return Errno.EOPNOTSUPP;
      }
      replies.whole();
      byte[] text = new byte[replies.to() - replies.from()];
      replies.memory().get(replies.from(), text);
      ((EchoCall) call).answer(new String(text, UTF_8));
      return null;
    }
  }
}
