// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter;

import java.util.Map;

/**
 * What to mount. Two equal specs are the same mount. Holds no secret: it is recorded on disk.
 *
 * @param volumeId the CSI volume id, or the directory for a mount by hand; 1..1024 bytes
 * @param source URI of the files: {@code nfs://host[:port]/export/sub}, {@code file:///path}, ...
 * @param readOnly whether the volume refuses every change with EROFS
 * @param options client options by name, as in {@code attr-ttl=3s}; validated by the client
 */
public record MountSpec(
    String volumeId, String source, boolean readOnly, Map<String, String> options) {
  public MountSpec {
    options = Map.copyOf(options);
  }
}
