// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.volume;

import java.util.List;
import java.util.Optional;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.common.Name;
import org.efc.csi.request.DirectoryPath;

/**
 * The volumes of a source: one small file each in {@code .efc/volumes}, by the name of the volume's
 * directory. The file comes before the directory and goes after it; who makes it owns the
 * directory.
 */
final class VolumeIndex {
  private static final Name HOME = Name.of(".efc");
  private static final Name VOLUMES = Name.of("volumes");
  private static final Name TRASH = Name.of("trash");

  /** Ours alone: it says which directories there are. */
  private static final int MODE = 0700;

  private final Tree tree;

  VolumeIndex(Tree tree) {
    this.tree = tree;
  }

  /**
   * Adds a record unless the directory has one.
   *
   * @return false when it has
   */
  boolean add(DirectoryPath directory, VolumeRecord record) {
    return tree.writeExclusively(home(VOLUMES), directory.flatName(), record.text());
  }

  Optional<VolumeRecord> find(DirectoryPath directory) {
    return find(directory.flatName());
  }

  Optional<VolumeRecord> find(Name entry) {
    return existing(VOLUMES).flatMap(volumes -> tree.read(volumes, entry)).map(VolumeRecord::parse);
  }

  void replace(DirectoryPath directory, VolumeRecord record) {
    tree.write(home(VOLUMES), directory.flatName(), record.text());
  }

  void remove(DirectoryPath directory) {
    existing(VOLUMES).ifPresent(volumes -> tree.remove(volumes, directory.flatName()));
  }

  /** The flat names of all volumes, in order; later than {@code after}. */
  List<Name> entries(String after) {
    return existing(VOLUMES).map(tree::names).orElse(List.of()).stream()
        .filter(name -> !name.toString().startsWith("."))
        .filter(name -> name.toString().compareTo(after) > 0)
        .sorted((a, b) -> a.toString().compareTo(b.toString()))
        .toList();
  }

  /** Where directories wait for their removal. */
  Handle trash() {
    return home(TRASH);
  }

  /** The same, when it is there. */
  Optional<Handle> existingTrash() {
    return existing(TRASH);
  }

  private Handle home(Name part) {
    Entry home = tree.makeDirectory(tree.root(), HOME, MODE);
    return tree.makeDirectory(home.handle(), part, MODE).handle();
  }

  private Optional<Handle> existing(Name part) {
    return tree.lookup(tree.root(), HOME)
        .filter(home -> home.attributes().type() == FileType.DIRECTORY)
        .flatMap(home -> tree.lookup(home.handle(), part))
        .filter(entry -> entry.attributes().type() == FileType.DIRECTORY)
        .map(Entry::handle);
  }
}
