// SPDX-License-Identifier: Apache-2.0
package org.efc.client.quota;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.BlockingBackend;
import org.efc.backend.Completion;
import org.efc.backend.DeviceNumber;
import org.efc.backend.DirectoryEntry;
import org.efc.backend.DirectoryPage;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.Timestamp;
import org.efc.common.Name;

/**
 * A tree that takes no memory: its pages are computed. The root has {@code files} files of 4096
 * bytes with two names each, one of which is here, and {@code directories} directories. The last of
 * them has one below it, and that one again, {@code depth} times, each among a thousand others.
 */
final class HugeTree {
  private static final int BROTHERS = 1000;
  private static final int USED = 4096;

  private final int files;
  private final int directories;
  private final int depth;

  HugeTree(int files, int directories, int depth) {
    this.files = files;
    this.directories = directories;
    this.depth = depth;
  }

  /** Scans a huge tree and prints its sum: to be run in a small heap. */
  public static void main(String[] arguments) {
    HugeTree tree = new HugeTree(600_000, 300_000, 400);
    Backend backend = tree.backend();
    UsageScan scan = new UsageScan(new BlockingBackend(backend, Duration.ofSeconds(10)), 0);
    System.out.println(scan.run(handle(0)) + " of " + tree.bytes());
  }

  /** What a scan finds: half of each file is another name's. */
  long bytes() {
    return files * (long) USED / 2 + (directories + (long) depth * BROTHERS) * USED;
  }

  /** Knows readdir only. */
  Backend backend() {
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (_, method, arguments) -> {
              if (!method.getName().equals("readdir")) {
                throw new UnsupportedOperationException(method.getName());
              }
              answer(arguments);
              return null;
            });
  }

  @SuppressWarnings("unchecked")
  private void answer(Object[] arguments) {
    int level = ByteBuffer.wrap(((Handle) arguments[1]).toBytes()).getInt();
    DirectoryPosition from = (DirectoryPosition) arguments[2];
    int most = (int) arguments[3];
    ((Completion<DirectoryPage>) arguments[4]).succeeded(page(level, (int) from.cookie(), most));
  }

  /** Level 0 is the root; one below 0 is empty. */
  private DirectoryPage page(int level, int from, int most) {
    int count = level < 0 ? 0 : level == 0 ? files + directories : level < depth + 1 ? BROTHERS : 0;
    List<DirectoryEntry> entries = new ArrayList<>();
    int next = from;
    while (next < count && entries.size() < most) {
      boolean file = level == 0 && next < files;
      boolean goesOn = next == count / 2 + (level == 0 ? files / 2 : 0) && level < depth;
      entries.add(entry(next, file, file || !goesOn ? -1 : level + 1));
      next++;
    }
    return new DirectoryPage(entries, 7, next >= count);
  }

  private static DirectoryEntry entry(int number, boolean file, int level) {
    Timestamp now = new Timestamp(1, 0);
    Attributes attributes =
        new Attributes(
            file ? FileType.REGULAR : FileType.DIRECTORY,
            0755,
            2,
            0,
            0,
            USED,
            USED,
            new DeviceNumber(0, 0),
            1,
            number + 10L,
            now,
            now,
            now);
    return new DirectoryEntry(
        Name.of("n" + number),
        number + 10L,
        number + 1L,
        Optional.of(new Entry(handle(level), attributes)));
  }

  private static Handle handle(int level) {
    return Handle.of(ByteBuffer.allocate(4).putInt(level).array());
  }
}
