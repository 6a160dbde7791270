// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.volume;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the index of a source says of a volume.
 *
 * @param name the CO's name for it
 * @param volumeId its id
 * @param capacity bytes
 * @param fingerprint the parameters it was made with, but for those that are in the id
 */
record VolumeRecord(String name, String volumeId, long capacity, String fingerprint) {

  static VolumeRecord parse(String text) {
    KeyValues values = KeyValues.parse(text);
    return new VolumeRecord(
        values.find("name").orElse(""),
        values.find("id").orElse(""),
        values.bytes("capacity"),
        values.find("parameters").orElse(""));
  }

  String text() {
    return new KeyValues(
            new TreeMap<>(
                Map.of(
                    "name", name,
                    "id", volumeId,
                    "capacity", Long.toString(capacity),
                    "parameters", fingerprint)))
        .text();
  }

  VolumeRecord withCapacity(long bytes) {
    return new VolumeRecord(name, volumeId, bytes, fingerprint);
  }
}
