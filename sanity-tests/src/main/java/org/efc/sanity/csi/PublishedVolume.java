// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.csi;

import csi.v1.Csi.CapacityRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.efc.sanity.SanityException;
import org.efc.sanity.node.Node;
import org.efc.sanity.storage.Storage;

/**
 * A volume brought all the way up, as for a pod.
 *
 * @param target where the pod would see it
 * @param server the same directory on the server's side
 */
public record PublishedVolume(
    CsiNode csi, CsiVolume volume, Path staging, Path target, Path server) {

  /** Creates, stages and publishes a volume of 1 GiB. */
  public static PublishedVolume bringUp(CsiNode csi, Node node, Storage storage, String name) {
    return bringUp(csi, node, storage, name, 1L << 30);
  }

  /** Creates, stages and publishes a volume of this name and capacity in bytes. */
  public static PublishedVolume bringUp(
      CsiNode csi, Node node, Storage storage, String name, long capacity) {
    CsiVolume volume =
        csi.createVolume(
            CsiNode.creation(name, storage.source())
                .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(capacity))
                .build());
    Path staging = node.staging(name);
    Path target = node.target(name);
    csi.stage(volume, staging);
    csi.publish(volume, staging, target);
    return new PublishedVolume(csi, volume, staging, target, serverSide(storage, name));
  }

  /** The one directory of the storage that has the volume's name. */
  public static Path serverSide(Storage storage, String name) {
    try (Stream<Path> files = Files.walk(storage.directory(), 3)) {
      return files
          .filter(file -> file.getFileName().toString().equals(name) && Files.isDirectory(file))
          .findFirst()
          .orElseThrow(
              () -> new SanityException("no directory " + name + " in " + storage.directory()));
    } catch (IOException e) {
      throw new UncheckedIOException(storage.directory().toString(), e);
    }
  }

  /** The way back: unpublishes, unstages, deletes. */
  public void takeDown() {
    csi.unpublish(volume.id(), target);
    csi.unstage(volume.id(), staging);
    csi.deleteVolume(volume.id());
  }
}
