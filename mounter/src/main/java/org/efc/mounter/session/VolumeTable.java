// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The volumes of this node, by id. */
final class VolumeTable {
  private final Map<String, Volume> byId = new ConcurrentHashMap<>();
  private volatile boolean wereAny;

  Optional<Volume> find(String volumeId) {
    return Optional.ofNullable(byId.get(volumeId));
  }

  /** The volume that is bound at this path. */
  Optional<Volume> ownerOf(String resolvedTarget) {
    return byId.values().stream()
        .filter(volume -> volume.record().target(resolvedTarget).isPresent())
        .findFirst();
  }

  Optional<Volume> mountedAt(String mountPath) {
    return byId.values().stream()
        .filter(volume -> volume.record().mountPath().equals(mountPath))
        .findFirst();
  }

  Optional<Volume> byDevice(String deviceId) {
    return byId.values().stream()
        .filter(volume -> volume.record().deviceId().equals(deviceId))
        .findFirst();
  }

  boolean hasDevice(int minor) {
    return byId.values().stream().anyMatch(volume -> volume.record().minor() == minor);
  }

  List<Volume> all() {
    return List.copyOf(byId.values());
  }

  int size() {
    return byId.size();
  }

  /** Whether there ever was one. */
  boolean wereAny() {
    return wereAny;
  }

  void add(Volume volume) {
    wereAny = true;
    byId.put(volume.record().volumeId(), volume);
  }

  /** Forgets it on disk, then here: what can't be removed stays known. */
  void forget(Volume volume) {
    volume.forget();
    byId.remove(volume.id());
  }
}
