// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.efc.backend.Attributes;
import org.efc.backend.AttributesBuffer;
import org.efc.backend.AttributesCall;
import org.efc.backend.AttributesEnd;
import org.efc.backend.Change;
import org.efc.backend.Handle;
import org.efc.backend.HandleBuffer;
import org.efc.backend.ReadCall;
import org.efc.backend.ReadEnd;
import org.efc.backend.Stability;
import org.efc.backend.WriteCall;
import org.efc.backend.WriteEnd;
import org.efc.common.Errno;
import org.efc.common.linux.Memory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Calls that are made once and sent again and again. */
interface ReusedCallContract extends ContractFixture {
  int SIZE = 1 << 16;

  /** Notes how each sending ended. */
  final class Ends implements ReadEnd, WriteEnd, AttributesEnd {
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    /** What the last end had of the file, when it had something. */
    private volatile @Nullable Attributes last;

    @Override
    public void done(int count, boolean end, AttributesBuffer after) {
      if (after.known) {
        last = after.toAttributes();
      }
      ends.add("read " + count + (count < SIZE && end ? " end" : ""));
    }

    @Override
    public void done(int count, long verifier) {
      ends.add("written " + count);
    }

    @Override
    public void done(AttributesBuffer attributes) {
      last = attributes.toAttributes();
      ends.add("attributes");
    }

    @Override
    public void failed(Errno errno) {
      ends.add(errno.name());
    }

    String next() throws InterruptedException {
      return ends.poll(30, TimeUnit.SECONDS);
    }

    boolean isEmpty() {
      return ends.isEmpty();
    }
  }

  private static HandleBuffer buffer(Handle handle) {
    HandleBuffer buffer = new HandleBuffer();
    buffer.set(handle);
    return buffer;
  }

  @Test
  default void oneCallReadsManyFiles() throws Exception {
    long memory = Memory.map(SIZE);
    Ends ends = new Ends();
    ReadCall call = root().backend().reading(ends);
    HandleBuffer file = new HandleBuffer();
    try {
      for (byte i = 1; i <= 3; i++) {
        Handle made = root().create(dir(), "file" + i).handle();
        root().write(made, 0, new byte[] {i, i, i});
        file.set(made);
        call.send(root().caller(), file, 1, memory, SIZE);
        file.set(dir()); // the call has a copy
        assertThat(ends.next()).isEqualTo("read 2 end");
        assertThat(Memory.bytes(memory, 3)).containsExactly(i, i, 0);
      }
      assertThat(ends.isEmpty()).isTrue();
    } finally {
      Memory.unmap(memory, SIZE);
    }
  }

  @Test
  default void aReadIsFollowedByAnotherAfterAFailure() throws Exception {
    needs(Ability.STALE_AT_ONCE);
    long memory = Memory.map(SIZE);
    Ends ends = new Ends();
    ReadCall call = root().backend().reading(ends);
    Handle gone = root().create(dir(), "gone").handle();
    Handle file = root().create(dir(), "file").handle();
    root().write(file, 0, new byte[] {7});
    root().remove(dir(), "gone");
    try {
      call.send(root().caller(), buffer(gone), 0, memory, SIZE);
      assertThat(ends.next()).isEqualTo("ESTALE");
      call.send(root().caller(), buffer(file), -1, memory, SIZE);
      assertThat(ends.next()).isEqualTo("EINVAL");
      call.send(root().caller(), buffer(file), 0, memory, SIZE);
      assertThat(ends.next()).isEqualTo("read 1 end");
    } finally {
      Memory.unmap(memory, SIZE);
    }
  }

  @Test
  default void whatAReadSaysOfTheFileIsAsOfTheRead() throws Exception {
    long memory = Memory.map(SIZE);
    Ends ends = new Ends();
    ReadCall call = root().backend().reading(ends);
    Handle file = root().create(dir(), "file").handle();
    try {
      for (int size = 1; size <= 3; size++) {
        root().write(file, size - 1, new byte[] {1});
        call.send(root().caller(), buffer(file), 0, memory, SIZE);
        assertThat(ends.next()).isEqualTo("read " + size + " end");
        Attributes after = ends.last;
        if (after != null) {
          assertThat(after.size()).isEqualTo(size);
          assertThat(after.sameVersion(root().getattr(file))).isTrue();
        }
      }
    } finally {
      Memory.unmap(memory, SIZE);
    }
  }

  @Test
  default void oneCallWritesManyTimes() throws Exception {
    long memory = Memory.map(SIZE);
    Ends ends = new Ends();
    WriteCall call = root().backend().writing(ends);
    Handle one = root().create(dir(), "one").handle();
    Handle other = root().create(dir(), "other").handle();
    try {
      Memory.putByte(memory, (byte) 1);
      Memory.putByte(memory + 1, (byte) 2);
      send(call, one, 0, memory, 2, Stability.UNSTABLE);
      assertThat(ends.next()).isEqualTo("written 2");
      send(call, other, Long.MAX_VALUE, memory, 2, Stability.FILE_SYNC);
      assertThat(ends.next()).isEqualTo("EFBIG");
      send(call, other, 1, memory + 1, 1, Stability.FILE_SYNC);
      assertThat(ends.next()).isEqualTo("written 1");
      assertThat(ends.isEmpty()).isTrue();
    } finally {
      Memory.unmap(memory, SIZE);
    }
    assertThat(root().read(one, 0, 9)).containsExactly(1, 2);
    assertThat(root().read(other, 0, 9)).containsExactly(0, 2);
  }

  private void send(
      WriteCall call, Handle file, long offset, long memory, int length, Stability stability) {
    call.send(root().caller(), buffer(file), offset, memory, length, stability, Change.REPEATABLE);
  }

  @Test
  default void oneCallLooksAtManyObjects() throws Exception {
    needs(Ability.STALE_AT_ONCE);
    Ends ends = new Ends();
    AttributesCall call = root().backend().asking(ends);
    Handle file = root().create(dir(), "file").handle();
    for (Handle object : new Handle[] {file, dir(), root().backend().root()}) {
      call.send(root().caller(), buffer(object));
      assertThat(ends.next()).isEqualTo("attributes");
      assertThat(ends.last).isEqualTo(root().getattr(object));
    }
    root().remove(dir(), "file");
    call.send(root().caller(), buffer(file));
    assertThat(ends.next()).isEqualTo("ESTALE");
    assertThat(ends.isEmpty()).isTrue();
  }
}
