// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.volume;

import java.util.List;
import java.util.Optional;
import org.efc.backend.AttributeChange;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.common.Name;
import org.efc.csi.failure.CsiException;
import org.efc.csi.failure.CsiException.Reason;
import org.efc.csi.request.CreateRequest;
import org.efc.csi.request.DirectoryOwnership;

/**
 * Makes a volume: record, directory, marker, in this order. Each step finds what an earlier call,
 * cut anywhere, or another replica has done already, so that all of them end with one volume.
 */
final class VolumeCreation {
  private final Tree tree;
  private final VolumeIndex index;
  private final CreateRequest request;

  VolumeCreation(Tree tree, CreateRequest request) {
    this.tree = tree;
    this.index = new VolumeIndex(tree);
    this.request = request;
  }

  /**
   * @return the volume's record, whether it was made now or before
   * @throws CsiException DIFFERENT
   */
  VolumeRecord create() {
    VolumeRecord wanted =
        new VolumeRecord(
            request.name(),
            request.id().text(),
            request.capacity().choose(),
            request.fingerprint());
    boolean isOurs = index.add(request.id().directory(), wanted);
    VolumeRecord record =
        isOurs ? wanted : index.find(request.id().directory()).orElseThrow(this::vanished);
    requireSame(record);
    Entry directory = makeDirectory();
    VolumeMarker marker = new VolumeMarker(record.capacity(), record.name(), false);
    Optional<VolumeMarker> found = VolumeMarker.read(tree, directory.handle());
    if (found.isEmpty()) {
      adopt(directory, marker);
      return record;
    }
    if (found.get().retained() || !found.get().volumeName().equals(record.name())) {
      refuse(
          "holds the files of volume \""
              + found.get().volumeName()
              + "\", which was to be retained: give this one another subDir, or remove "
              + VolumeMarker.FILE
              + " there to let it have them");
    }
    return record;
  }

  private CsiException vanished() {
    return new CsiException(
        Reason.PENDING, "volume " + request.id() + " was deleted while it was being made");
  }

  private void requireSame(VolumeRecord record) {
    String what = "volume " + request.id() + " exists";
    if (!record.name().equals(request.name())) {
      throw different(what + " for name \"" + record.name() + "\", not \"" + request.name() + "\"");
    }
    if (!record.volumeId().equals(request.id().text())) {
      throw different(what + " as " + record.volumeId());
    }
    if (!record.fingerprint().equals(request.fingerprint())) {
      throw different(
          what + " with parameters " + record.fingerprint() + ", not " + request.fingerprint());
    }
    if (!request.capacity().allows(record.capacity())) {
      throw different(
          what
              + " with "
              + record.capacity()
              + " bytes; capacity_range asks for "
              + request.capacity().required()
              + (request.capacity().limit() > 0 ? ".." + request.capacity().limit() : ""));
    }
  }

  private static CsiException different(String message) {
    return new CsiException(Reason.DIFFERENT, message);
  }

  private Entry makeDirectory() {
    List<Name> names = request.id().directory().names();
    Handle parent = tree.root();
    for (Name name : names.subList(0, names.size() - 1)) {
      parent = tree.makeDirectory(parent, name, Tree.DIRECTORY_MODE).handle();
    }
    Handle last = parent;
    return tree.tryMakeDirectory(parent, names.getLast(), Tree.DIRECTORY_MODE)
        .or(() -> tree.lookup(last, names.getLast()))
        .filter(entry -> entry.attributes().type() == FileType.DIRECTORY)
        .orElseGet(() -> refuse("is no directory"));
  }

  /** A directory without a marker: new, or one that was there before us. */
  private void adopt(Entry directory, VolumeMarker marker) {
    if (tree.names(directory.handle()).stream().anyMatch(name -> !isTemporary(name))) {
      refuse("has files in it that are not this driver's: move them, or mount it statically");
    }
    DirectoryOwnership ownership = request.ownership().with(request.change());
    tree.setAttributes(
        request.id().directory().text(),
        directory.handle(),
        AttributeChange.ofMode(ownership.mode()).withOwner(ownership.uid(), ownership.gid()));
    marker.write(tree, directory.handle());
  }

  /** A marker that another replica is writing, or that a kill left half written. */
  private static boolean isTemporary(Name name) {
    return name.toString().startsWith(".efc-") || name.equals(VolumeMarker.FILE);
  }

  /** The directory can't be had: nothing of this volume stays. */
  private Entry refuse(String problem) {
    index.remove(request.id().directory());
    throw different("directory of volume " + request.id() + " " + problem);
  }
}
