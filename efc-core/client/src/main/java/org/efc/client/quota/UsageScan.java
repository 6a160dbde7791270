// SPDX-License-Identifier: Apache-2.0
package org.efc.client.quota;

import java.util.ArrayDeque;
import java.util.Deque;
import org.efc.backend.Attributes;
import org.efc.backend.BackendException;
import org.efc.backend.BlockingBackend;
import org.efc.backend.Caller;
import org.efc.backend.CookieCycle;
import org.efc.backend.DirectoryEntry;
import org.efc.backend.DirectoryPage;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.common.Errno;
import org.efc.common.Pause;

/**
 * Sums up the space that a tree uses. Each name of a file counts its share of the file, so that no
 * file needs to be remembered. The scan takes a page of a directory at a time, goes into the
 * directories of the page before it takes the next, and pauses in between, so that applications
 * hardly notice. What it keeps grows with the depth of the tree only.
 */
final class UsageScan {
  private static final int PAGE = 256;

  /** While many directories wait, pages are small: a tree may be deep, and wide at each level. */
  private static final int SMALL_PAGE = 8;

  private static final int MANY = 4096;

  /** A directory on the way to the one that is scanned. */
  private static final class Level {
    final Handle directory;
    final CookieCycle cycle = new CookieCycle();
    final Deque<Handle> below = new ArrayDeque<>(4);
    DirectoryPosition next = DirectoryPosition.START;
    boolean end;

    Level(Handle directory) {
      this.directory = directory;
    }
  }

  private final BlockingBackend backend;
  private final long pauseMillis;
  private final Deque<Level> path = new ArrayDeque<>();
  private int waiting;
  private long bytes;

  /**
   * @param pauseMillis how long to rest after each page that is not the last of its directory
   */
  UsageScan(BlockingBackend backend, long pauseMillis) {
    this.backend = backend;
    this.pauseMillis = pauseMillis;
  }

  /**
   * The bytes used below and by {@code root}.
   *
   * @throws BackendException when the storage is away; what vanishes meanwhile is left out
   */
  long run(Handle root) {
    path.addLast(new Level(root));
    while (!path.isEmpty()) {
      Level level = path.getLast();
      if (!level.below.isEmpty()) {
        waiting--;
        path.addLast(new Level(level.below.removeLast()));
      } else if (level.end) {
        path.removeLast();
      } else {
        scan(level);
      }
    }
    return bytes;
  }

  private void scan(Level level) {
    try {
      take(level, page(level));
    } catch (BackendException e) {
      if (e.errno() != Errno.ESTALE && e.errno() != Errno.ENOENT && e.errno() != Errno.EACCES) {
        throw e;
      }
      level.end = true;
    }
  }

  private void take(Level level, DirectoryPage page) {
    if (level.cycle.comesBackIn(page) && level.cycle.isEndless(attributes(level.directory))) {
      throw new BackendException(
          "directory goes round: the server says the same cookies again and again", Errno.ELOOP);
    }
    for (DirectoryEntry entry : page.entries()) {
      visit(level, entry);
    }
    level.end = !page.hasMore();
    if (!level.end) {
      level.next = new DirectoryPosition(page.entries().getLast().cookie(), page.verifier());
      Pause.millis(pauseMillis);
    }
  }

  private DirectoryPage page(Level level) {
    int most = waiting > MANY ? SMALL_PAGE : PAGE;
    try {
      return read(level.directory, level.next, most);
    } catch (BackendException e) {
      // The verifier is of another time: the directory changed while the scan was below it.
      if (e.errno() != Errno.EINVAL || level.next.equals(DirectoryPosition.START)) {
        throw e;
      }
      long verifier = read(level.directory, DirectoryPosition.START, 1).verifier();
      return read(level.directory, new DirectoryPosition(level.next.cookie(), verifier), most);
    }
  }

  private DirectoryPage read(Handle directory, DirectoryPosition from, int most) {
    return backend.await(
        "scan of a directory",
        call -> backend.backend().readdir(Caller.ROOT, directory, from, most, call));
  }

  private Attributes attributes(Handle directory) {
    return backend.await(
        "look at a directory", call -> backend.backend().getattr(Caller.ROOT, directory, call));
  }

  private void visit(Level level, DirectoryEntry named) {
    Entry entry = named.entry().orElseGet(() -> lookup(level.directory, named));
    Attributes attributes = entry.attributes();
    if (attributes.type() == FileType.DIRECTORY) {
      bytes += attributes.used();
      level.below.addLast(entry.handle());
      waiting++;
    } else {
      bytes += attributes.used() / Math.max(1, attributes.links());
    }
  }

  private Entry lookup(Handle directory, DirectoryEntry named) {
    return backend.await(
        "look-up of " + named.name(),
        call -> backend.backend().lookup(Caller.ROOT, directory, named.name(), call));
  }
}
