// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.volume;

import java.util.Optional;
import java.util.TreeMap;
import org.efc.backend.Handle;
import org.efc.common.Name;

/**
 * The file {@code .efc-volume} at the root of a volume. It says that the directory is a volume of
 * ours, which alone may be deleted, and how large it may get; the client hides it and keeps the
 * quota.
 *
 * @param capacity bytes
 * @param volumeName the CO's name for it
 * @param retained whether the volume was deleted and its files were to stay
 */
record VolumeMarker(long capacity, String volumeName, boolean retained) {
  static final Name FILE = Name.of(".efc-volume");

  static Optional<VolumeMarker> read(Tree tree, Handle directory) {
    return tree.read(directory, FILE).map(VolumeMarker::parse);
  }

  static VolumeMarker parse(String text) {
    KeyValues values = KeyValues.parse(text);
    return new VolumeMarker(
        values.bytes("capacity"),
        values.find("name").orElse(""),
        values.find("retained").filter("true"::equals).isPresent());
  }

  String text() {
    TreeMap<String, String> values = new TreeMap<>();
    values.put("capacity", Long.toString(capacity));
    values.put("name", volumeName);
    if (retained) {
      values.put("retained", "true");
    }
    return new KeyValues(values).text();
  }

  void write(Tree tree, Handle directory) {
    tree.write(directory, FILE, text());
  }

  VolumeMarker withCapacity(long bytes) {
    return new VolumeMarker(bytes, volumeName, retained);
  }

  VolumeMarker withRetained() {
    return new VolumeMarker(capacity, volumeName, true);
  }
}
