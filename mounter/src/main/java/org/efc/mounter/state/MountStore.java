// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.state;

import java.util.List;

/**
 * Records of the volumes of this node. What {@link #save} wrote survives a kill at any instruction:
 * a reader sees the record before or the one after, never a part.
 */
public interface MountStore {
  /** What is on disk. Directories of volumes without a record are removed: they never began. */
  Loaded load();

  /**
   * @param unreadable directories with a record that is damaged, or of a later format: they are
   *     left alone, and so is whatever may belong to them
   */
  record Loaded(List<MountRecord> records, List<String> unreadable) {
    public Loaded {
      records = List.copyOf(records);
      unreadable = List.copyOf(unreadable);
    }
  }

  /** Writes the record of its volume, in place of the one before. Returns when it is durable. */
  void save(MountRecord record);

  /** Removes the volume's record and, after it, its directory with what its clients left there. */
  void remove(String volumeId);
}
