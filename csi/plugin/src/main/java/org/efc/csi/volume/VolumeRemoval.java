// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.volume;

import java.util.Optional;
import java.util.UUID;
import org.efc.backend.BackendException;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.common.Name;
import org.efc.csi.failure.CsiException;
import org.efc.csi.failure.CsiException.Reason;
import org.efc.csi.request.VolumeId;

/**
 * Ends a volume as its id says. What is to be deleted is first moved into {@code .efc/trash}, so
 * that it is gone at once and for good; a call that runs out of time is gone on with by the next.
 *
 * <p>Only directories with a marker of ours are touched, found name by name from the source's root.
 */
final class VolumeRemoval {
  private final Tree tree;
  private final VolumeIndex index;
  private final VolumeId id;

  VolumeRemoval(Tree tree, VolumeId id) {
    this.tree = tree;
    this.index = new VolumeIndex(tree);
    this.id = id;
  }

  void remove() {
    Optional<VolumeDirectory> found = VolumeDirectory.find(tree, id.directory());
    if (found.isPresent()) {
      removeFound(found.get());
    }
    index.remove(id.directory());
    index.existingTrash().ifPresent(this::emptyTrash);
  }

  private void removeFound(VolumeDirectory directory) {
    if (directory.entry().attributes().type() != FileType.DIRECTORY) {
      throw notOurs("is no directory");
    }
    Optional<VolumeMarker> marker = VolumeMarker.read(tree, directory.handle());
    if (marker.isEmpty()) {
      removeUnmarked(directory);
      return;
    }
    switch (id.onDelete()) {
      case DELETE -> {
        if (marker.get().retained()) {
          throw notOurs("was retained under another id");
        }
        tree.rename(directory.parent(), directory.name(), index.trash(), trashName());
      }
      case RETAIN -> {
        if (!marker.get().retained()) {
          marker.get().withRetained().write(tree, directory.handle());
        }
      }
      case ARCHIVE -> archive(directory);
    }
  }

  /** What a creation that was cut left behind is empty; anything else is somebody's. */
  private void removeUnmarked(VolumeDirectory directory) {
    if (!tree.names(directory.handle()).isEmpty()) {
      throw notOurs("has no " + VolumeMarker.FILE + " in it");
    }
    tree.removeDirectory(directory.parent(), directory.name());
  }

  private CsiException notOurs(String problem) {
    return new CsiException(
        Reason.NOT_NOW,
        "volume "
            + id
            + ": its directory "
            + problem
            + ", so that this driver does not touch it; see to it by hand");
  }

  /**
   * Takes the first free name. rename(2) replaces an empty directory and refuses every other, and
   * an archive is never empty: of two that archive, each gets a name of its own.
   */
  private void archive(VolumeDirectory directory) {
    for (int i = 0; ; i++) {
      Name name = Name.of("archived-" + directory.name() + (i == 0 ? "" : "-" + i));
      try {
        tree.rename(directory.parent(), directory.name(), directory.parent(), name);
        return;
      } catch (BackendException e) {
        switch (e.errno()) {
          case EEXIST, ENOTEMPTY, ENOTDIR -> {}
          default -> throw e;
        }
      }
    }
  }

  private Name trashName() {
    return Name.of(trashPrefix() + UUID.randomUUID().toString().substring(0, 8));
  }

  /** No directory's name has this mark in it: of {@code a} and {@code a~b}, each finds its own. */
  private String trashPrefix() {
    return id.directory().flatName() + "~";
  }

  private void emptyTrash(Handle trash) {
    for (Name name : tree.names(trash)) {
      if (name.toString().startsWith(trashPrefix())) {
        Optional<Entry> left = tree.lookup(trash, name);
        if (left.isPresent()) {
          new TreeRemoval(tree).remove(trash, name, left.get());
        }
      }
    }
  }
}
