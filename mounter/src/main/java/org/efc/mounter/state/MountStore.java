// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.state;

import java.util.List;

/**
 * Records of the volumes of this node. What {@link #save} wrote survives a kill at any instruction:
 * a reader sees the record before or the one after, never a part.
 */
public interface MountStore {
  /** Every record that can be read; others are reported and left where they are. */
  List<MountRecord> load();

  /** Writes the record of its volume, in place of the one before. Returns when it is durable. */
  void save(MountRecord record);

  /** Removes the volume's record and, after it, its directory with what its clients left there. */
  void remove(String volumeId);
}
