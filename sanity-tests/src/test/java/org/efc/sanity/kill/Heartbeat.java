// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.efc.sanity.Await;
import org.efc.sanity.SanityException;

/** The number of operations that the prober has done, in a file outside of the mount. */
final class Heartbeat {
  private final Path file;
  private long last;
  private long changedAt = System.nanoTime();

  Heartbeat(Path file) {
    this.file = file;
  }

  /** To be asked now and then: throws when the prober was found at the same number for so long. */
  void requireBeating(Duration limit) {
    long now = System.nanoTime();
    long count = count();
    if (count != last) {
      last = count;
      changedAt = now;
    } else if (now - changedAt > limit.toNanos()) {
      throw new SanityException("the prober hangs in its operation " + count + " since " + limit);
    }
  }

  /** Returns when the prober has done so many more. */
  void awaitMore(int more, Duration limit) {
    long goal = count() + more;
    Await.until("the prober to do " + more + " more operations", limit, () -> count() >= goal);
  }

  long count() {
    if (!Files.exists(file)) {
      return 0;
    }
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
      return channel.read(number, 0) == Long.BYTES ? number.getLong(0) : 0;
    } catch (IOException e) {
      throw new SanityException("can't read " + file, e);
    }
  }
}
