// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.demo;

import java.util.List;
import org.efc.sanity.node.Node;
import org.efc.sanity.storage.GaneshaServer;
import org.efc.sanity.storage.Storage;

/** Who runs now, with process ids, in the order of a read. */
final class ProcessPicture {
  private ProcessPicture() {}

  static List<String> of(Node node, Storage storage, long reader, long writer) {
    String server =
        storage instanceof GaneshaServer ganesha
            ? "nfs-ganesha %d".formatted(ganesha.pid())
            : "directory " + storage.directory();
    return List.of(
        "kubelet (this demo, %d)".formatted(ProcessHandle.current().pid()),
        "   |  gRPC",
        "efc csi     %-8d --- device fd, 2nd holder".formatted(node.plugin().pid()),
        "   |  unix socket                     |",
        "efc sessmgr %-8d --- device fd, 1st holder".formatted(node.sessionManager().pid()),
        "   |  starts, watches                 |",
        "efc client  %-8d --- /dev/fuse --- kernel --- reader %d, writer %d"
            .formatted(node.client().pid(), reader, writer),
        "   |  %s".formatted(storage.source()),
        server);
  }
}
