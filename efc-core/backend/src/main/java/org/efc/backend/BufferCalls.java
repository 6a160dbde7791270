// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import java.nio.ByteBuffer;
import org.efc.common.Errno;
import org.efc.common.linux.Memory;

/**
 * Single reads and writes with direct buffers: for callers that make few of them. The buffer is the
 * backend's until the end of the call; its position and limit stay as they are.
 */
public final class BufferCalls {
  private BufferCalls() {}

  /**
   * Reads into {@code destination} from its position on, at most its remaining bytes. Fewer bytes
   * than asked mean end of file, and only that.
   */
  public static void read(
      Backend backend,
      Caller caller,
      Handle file,
      long offset,
      ByteBuffer destination,
      IoCompletion completion) {
    backend
        .reading(new Ended(destination, completion))
        .send(caller, buffer(file), offset, Memory.address(destination), destination.remaining());
  }

  /** Writes the remaining bytes of {@code source}, all of them, or fails. */
  public static void write(
      Backend backend,
      Caller caller,
      Handle file,
      long offset,
      ByteBuffer source,
      Stability stability,
      Change change,
      IoCompletion completion) {
    backend
        .writing(new Ended(source, completion))
        .send(
            caller,
            buffer(file),
            offset,
            Memory.address(source),
            source.remaining(),
            stability,
            change);
  }

  private static HandleBuffer buffer(Handle file) {
    HandleBuffer buffer = new HandleBuffer();
    buffer.set(file);
    return buffer;
  }

  /** Keeps the buffer reachable, and so its memory mapped, until the end of the call. */
  private record Ended(ByteBuffer buffer, IoCompletion completion) implements ReadEnd, WriteEnd {
    @Override
    public void done(int count, boolean end, AttributesBuffer after) {
      completion.succeeded(count, 0);
    }

    @Override
    public void done(int count, long verifier) {
      completion.succeeded(count, verifier);
    }

    @Override
    public void failed(Errno errno) {
      completion.failed(errno);
    }
  }
}
