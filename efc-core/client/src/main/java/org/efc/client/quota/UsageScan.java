// SPDX-License-Identifier: Apache-2.0
package org.efc.client.quota;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.efc.backend.Attributes;
import org.efc.backend.BackendException;
import org.efc.backend.BlockingBackend;
import org.efc.backend.Caller;
import org.efc.backend.DirectoryEntry;
import org.efc.backend.DirectoryPages;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.client.state.Pause;
import org.efc.common.Errno;

/**
 * Sums up the space that a tree uses. Files with several names count once. It takes a page of a
 * directory at a time and pauses in between, so that applications hardly notice.
 */
final class UsageScan {
  private static final int PAGE = 256;

  /** File ids are unique within a file system, and an export may hold several. */
  private record FileIdentity(long fsid, long fileid) {
    static FileIdentity of(Attributes attributes) {
      return new FileIdentity(attributes.fsid(), attributes.fileid());
    }
  }

  private final BlockingBackend backend;
  private final long pauseMillis;
  private final Set<FileIdentity> linked = new HashSet<>();
  private final Deque<Handle> directories = new ArrayDeque<>();
  private long bytes;

  /**
   * @param pauseMillis how long to rest after each page
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
    directories.add(root);
    while (!directories.isEmpty()) {
      Handle directory = directories.removeLast();
      try {
        scan(directory);
      } catch (BackendException e) {
        if (e.errno() != Errno.ESTALE && e.errno() != Errno.ENOENT && e.errno() != Errno.EACCES) {
          throw e;
        }
      }
    }
    return bytes;
  }

  private void scan(Handle directory) {
    DirectoryPages.forEach(
        from ->
            backend.await(
                "scan of a directory",
                call -> backend.backend().readdir(Caller.ROOT, directory, from, PAGE, call)),
        () ->
            backend.await(
                "look at a directory",
                call -> backend.backend().getattr(Caller.ROOT, directory, call)),
        page -> {
          page.entries().forEach(entry -> visit(directory, entry));
          if (page.hasMore()) {
            Pause.millis(pauseMillis);
          }
        });
  }

  private void visit(Handle directory, DirectoryEntry named) {
    Entry entry = named.entry().orElseGet(() -> lookup(directory, named));
    Attributes attributes = entry.attributes();
    if (attributes.type() == FileType.DIRECTORY) {
      directories.add(entry.handle());
    } else if (attributes.links() > 1 && !linked.add(FileIdentity.of(attributes))) {
      return;
    }
    bytes += attributes.used();
  }

  private Entry lookup(Handle directory, DirectoryEntry named) {
    return backend.await(
        "look-up of " + named.name(),
        call -> backend.backend().lookup(Caller.ROOT, directory, named.name(), call));
  }
}
