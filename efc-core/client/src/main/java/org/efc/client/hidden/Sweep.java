// SPDX-License-Identifier: Apache-2.0
package org.efc.client.hidden;

import java.time.Duration;
import java.util.Optional;
import org.efc.backend.Backend;
import org.efc.backend.BackendException;
import org.efc.backend.BlockingBackend;
import org.efc.backend.Caller;
import org.efc.backend.DirectoryPages;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.client.state.Inode;
import org.efc.client.state.InodeTable;
import org.efc.client.state.Unlinked;
import org.efc.common.Errno;
import org.efc.common.Name;

/**
 * Looks through {@code .efc-unlinked} for names of this client, at its start and at its end:
 * removes those whose inode is not open any more, and remembers those whose inode is. Names of
 * other clients are left alone, also when those clients are gone: nobody here can know.
 */
public final class Sweep {
  private static final System.Logger LOG = System.getLogger(Sweep.class.getName());
  private static final int PAGE = 256;

  private final InodeTable inodes;
  private final HiddenFiles files;
  private final BlockingBackend backend;

  public Sweep(Backend backend, InodeTable inodes, HiddenFiles files) {
    this.inodes = inodes;
    this.files = files;
    this.backend = new BlockingBackend(backend, Duration.ofSeconds(30));
  }

  /** At the start. Blocks; to be run on a thread of its own. */
  public void afterStart() {
    try {
      find().ifPresent(this::sweep);
    } catch (RuntimeException e) {
      // A mount serves without it; the next start sweeps again.
      LOG.log(System.Logger.Level.ERROR, "sweep of unlinked files", e);
    }
  }

  /**
   * After the unmount: nothing is open any more. Removes, and waits until the storage has done it,
   * but not longer. What is left a later start removes.
   */
  public void afterUnmount(Duration atMost) {
    for (Unlinked inode : inodes.unlinked()) {
      inodes.inode(inode.nodeid()).notSilly();
      files.remove(inode);
    }
    try {
      if (!files.awaitRemovals(atMost)) {
        LOG.log(
            System.Logger.Level.INFO, "unlinked files may be left: the storage does not answer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<Handle> find() {
    try {
      Entry entry =
          backend.await(
              "look-up of " + HiddenNames.UNLINKED,
              call ->
                  backend
                      .backend()
                      .lookup(
                          Caller.ROOT, inodes.handle(InodeTable.ROOT), HiddenNames.UNLINKED, call));
      return Optional.of(entry.handle());
    } catch (BackendException e) {
      if (e.errno() != Errno.ENOENT) {
        LOG.log(System.Logger.Level.WARNING, "no sweep of unlinked files: {0}", e.getMessage());
      }
      return Optional.empty();
    }
  }

  private void sweep(Handle directory) {
    try {
      DirectoryPages.forEach(
          from ->
              backend.await(
                  "listing of " + HiddenNames.UNLINKED,
                  call -> backend.backend().readdir(Caller.ROOT, directory, from, PAGE, call)),
          () ->
              backend.await(
                  "look at " + HiddenNames.UNLINKED,
                  call -> backend.backend().getattr(Caller.ROOT, directory, call)),
          page -> page.entries().forEach(entry -> visit(directory, entry.name())));
    } catch (BackendException e) {
      LOG.log(System.Logger.Level.WARNING, "sweep of unlinked files: {0}", e.getMessage());
    }
  }

  private void visit(Handle directory, Name name) {
    String text = name.toString();
    if (!text.startsWith(files.prefix())) {
      return;
    }
    try {
      long nodeid = Long.parseUnsignedLong(text.substring(files.prefix().length()), 16);
      if (inodes.isKnown(nodeid)) {
        Inode inode = inodes.inode(nodeid);
        if (inode.opens() > 0) {
          inode.silly(0);
          return;
        }
      }
      LOG.log(System.Logger.Level.INFO, "removes {0}, which nobody has open any more", name);
      files.remove(directory, name);
    } catch (NumberFormatException e) {
      // not a name of ours after all
    }
  }
}
