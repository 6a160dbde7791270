// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

/** What {@code efc help} prints. */
final class Help {
  private Help() {}

  static String text() {
    return """
    Usage: efc COMMAND [options]

    EFC mounts NAS volumes (NFS, CPFS by its NFS service, local directories) by FUSE,
    one supervised client process per volume. A client may die: applications only wait.

    By hand:
      mount      mount SOURCE at DIR
      umount     unmount DIR
      status     show volumes and their clients
      upgrade    have volumes served by another version, under running applications
      abort      end a volume whose server is gone, so that its processes can be killed
      version    print the version

    On a node (DaemonSets run these):
      sessmgr    session manager: mounts, holds the devices, supervises the clients
      csi        CSI plugin: what kubelet talks to
      client     serves one volume; started by the session manager

    efc COMMAND --help explains a command with examples.

    Example:
      mkdir /mnt/data
      efc mount nfs://nas.example/export/data /mnt/data
      efc status
      efc umount /mnt/data
    """;
  }
}
