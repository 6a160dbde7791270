// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.efc.common.linux.Fd;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.session.wire.Frame;
import org.efc.mounter.session.wire.Reply;

/** Gives duplicates of the device fds to a keeper, and takes them back after a restart. */
final class Devices {
  private static final System.Logger LOG = System.getLogger(Devices.class.getName());

  private final SessionParts parts;
  private final String instance;

  /**
   * @param instance the name of this start of the session manager
   */
  Devices(SessionParts parts, String instance) {
    this.parts = parts;
    this.instance = instance;
  }

  /** A reply with duplicates that belong to the receiver. */
  record Handout(Reply.Devices reply, List<Fd> fds) {}

  /** What a keeper that has {@code have} lacks, and what it holds for nothing. */
  Handout missing(List<String> have) {
    Set<String> known = new HashSet<>();
    List<String> sent = new ArrayList<>();
    List<Fd> fds = new ArrayList<>();
    boolean more = false;
    for (Volume volume : parts.volumes().all()) {
      String deviceId = volume.record().deviceId();
      known.add(deviceId);
      if (have.contains(deviceId)) {
        continue;
      }
      if (fds.size() == Frame.MAX_FDS) {
        more = true;
        continue;
      }
      volume
          .device()
          .duplicate()
          .ifPresent(
              fd -> {
                sent.add(deviceId);
                fds.add(fd);
              });
    }
    List<String> gone = have.stream().filter(id -> !known.contains(id)).toList();
    return new Handout(new Reply.Devices(instance, sent, gone, more), fds);
  }

  /** Takes ownership of the descriptors; those of no use are closed. */
  void restore(List<String> deviceIds, List<Fd> fds) {
    if (deviceIds.size() != fds.size()) {
      fds.forEach(Fd::close);
      throw new MountException(
          Kind.INVALID, deviceIds.size() + " devices named, " + fds.size() + " descriptors came");
    }
    for (int i = 0; i < fds.size(); i++) {
      Optional<Volume> volume = parts.volumes().byDevice(deviceIds.get(i));
      if (volume.isPresent() && accept(volume.get(), fds.get(i))) {
        continue;
      }
      fds.get(i).close();
    }
  }

  /** Whether the volume took the descriptor: it needs one, and this one is of a live connection. */
  boolean accept(Volume volume, Fd fd) {
    if (!parts.table().isConnected(fd)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "volume {0}: a descriptor that is no connected FUSE device is refused",
          volume.id());
      return false;
    }
    boolean taken = volume.device().holdIfNone(fd);
    if (taken) {
      LOG.log(System.Logger.Level.INFO, "volume {0}: got its device fd back", volume.id());
    }
    return taken;
  }
}
