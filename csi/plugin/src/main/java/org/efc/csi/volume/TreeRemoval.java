// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.volume;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.efc.backend.BackendException;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.Completion;
import org.efc.backend.DirectoryEntry;
import org.efc.backend.Done;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.common.Errno;
import org.efc.common.Name;

/**
 * Removes a directory with all that is in it, until the deadline; what is gone already does not
 * matter, so that several may do it at the same time. The files of one page go together.
 */
final class TreeRemoval {
  private final Tree tree;

  TreeRemoval(Tree tree) {
    this.tree = tree;
  }

  private record Directory(Handle parent, Name name, Handle handle) {}

  void remove(Handle parent, Name name, Entry entry) {
    if (entry.attributes().type() != FileType.DIRECTORY) {
      tree.remove(parent, name);
      return;
    }
    // A stack of our own: trees may be deeper than a thread's.
    Deque<Directory> open = new ArrayDeque<>();
    open.push(new Directory(parent, name, entry.handle()));
    while (!open.isEmpty()) {
      Directory directory = open.getFirst();
      List<DirectoryEntry> page = tree.firstPage(directory.handle()).entries();
      if (page.isEmpty()) {
        tree.removeDirectory(directory.parent(), directory.name());
        open.pop();
      } else {
        removePage(directory, page).ifPresent(open::push);
      }
    }
  }

  /** Removes the files of the page; returns one of its directories to go on with. */
  private Optional<Directory> removePage(Directory directory, List<DirectoryEntry> page) {
    List<CompletableFuture<Done>> removals = new ArrayList<>();
    Optional<Directory> next = Optional.empty();
    for (DirectoryEntry listed : page) {
      Optional<Entry> entry =
          listed.entry().or(() -> tree.lookup(directory.handle(), listed.name()));
      if (entry.isEmpty()) {
        continue;
      }
      if (entry.get().attributes().type() == FileType.DIRECTORY) {
        next = Optional.of(new Directory(directory.handle(), listed.name(), entry.get().handle()));
      } else {
        removals.add(startRemoval(directory.handle(), listed.name()));
      }
    }
    removals.forEach(this::await);
    return next;
  }

  private CompletableFuture<Done> startRemoval(Handle directory, Name name) {
    CompletableFuture<Done> removal = new CompletableFuture<>();
    Completion<Done> completion =
        new Completion<>() {
          @Override
          public void succeeded(Done value) {
            removal.complete(value);
          }

          @Override
          public void failed(Errno errno) {
            if (errno == Errno.ENOENT) {
              removal.complete(Done.DONE);
            } else {
              removal.completeExceptionally(
                  new BackendException("removing " + name + ": " + errno, errno));
            }
          }
        };
    tree.backend().remove(Caller.ROOT, directory, name, Change.REPEATABLE, completion);
    return removal;
  }

  private void await(CompletableFuture<Done> removal) {
    try {
      removal.get(tree.left("removing files").toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof BackendException failure
          ? failure
          : new BackendException("removing files: " + e.getCause(), Errno.EIO, e);
    } catch (TimeoutException e) {
      throw new BackendException("removing files: no answer in time", Errno.ETIMEDOUT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException("removing files: interrupted", Errno.EINTR, e);
    }
  }
}
