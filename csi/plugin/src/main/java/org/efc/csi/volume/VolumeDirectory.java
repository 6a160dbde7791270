// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.volume;

import java.util.List;
import java.util.Optional;
import org.efc.backend.AttributeChange;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.common.Name;
import org.efc.csi.request.DirectoryPath;
import org.efc.csi.request.OwnershipChange;

/**
 * What is at a volume's place, and in which directory.
 *
 * @param entry of any type: the caller looks
 */
record VolumeDirectory(Handle parent, Name name, Entry entry) {

  /** Walks down by names; nothing is there when a step is no directory, or a symbolic link. */
  static Optional<VolumeDirectory> find(Tree tree, DirectoryPath path) {
    List<Name> names = path.names();
    Handle parent = tree.root();
    for (Name name : names.subList(0, names.size() - 1)) {
      Optional<Entry> step =
          tree.lookup(parent, name)
              .filter(entry -> entry.attributes().type() == FileType.DIRECTORY);
      if (step.isEmpty()) {
        return Optional.empty();
      }
      parent = step.get().handle();
    }
    Handle last = parent;
    return tree.lookup(last, names.getLast())
        .map(entry -> new VolumeDirectory(last, names.getLast(), entry));
  }

  /** The marker of a volume that is alive here. */
  static Optional<VolumeMarker> findLive(Tree tree, DirectoryPath path) {
    return find(tree, path).flatMap(found -> found.liveMarker(tree));
  }

  /** Its marker, if it is the directory of a volume that is alive. */
  Optional<VolumeMarker> liveMarker(Tree tree) {
    return entry.attributes().type() == FileType.DIRECTORY
        ? VolumeMarker.read(tree, handle()).filter(marker -> !marker.retained())
        : Optional.empty();
  }

  /** A change of such a directory, as storage is asked for it. */
  static AttributeChange attributes(OwnershipChange change) {
    AttributeChange owner = AttributeChange.NONE.withOwner(change.uid(), change.gid());
    return change.mode().isPresent() ? owner.withMode(change.mode().getAsInt()) : owner;
  }

  Handle handle() {
    return entry.handle();
  }
}
