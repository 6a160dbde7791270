// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import org.efc.backend.BackendException;
import org.efc.backend.Handle;

/**
 * What mounting gives.
 *
 * @param root the directory that the source names
 * @param fsid of the root's file system
 * @param export where that came from, to tell the server at the end
 */
record Mounted(Procedures procedures, Handle root, long fsid, TransferSizes sizes, Export export) {
  private static final System.Logger LOG = System.getLogger(Mounted.class.getName());
  private static final Duration UNMOUNT = Duration.ofMillis(500);

  /**
   * A path that the MOUNT program gave a handle for.
   *
   * @param path a leading part of the source's path
   */
  record Export(
      String host, InetAddress address, int mountPort, boolean reservedPort, String path) {}

  /** Tells the server, if that can be done at once: it only keeps a list for showmount(8). */
  void unmount() {
    Deadline deadline = Deadline.in(UNMOUNT);
    try (MountClient mount =
        MountClient.connect(
            export.host,
            procedures.client().address(),
            export.mountPort,
            export.reservedPort,
            deadline)) {
      mount.unmount(export.path);
    } catch (IOException | BackendException e) {
      LOG.log(System.Logger.Level.DEBUG, "UMNT {0}: {1}", export.path, e.getMessage());
    }
  }
}
