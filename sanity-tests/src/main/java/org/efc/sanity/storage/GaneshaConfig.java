// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.storage;

import java.nio.file.Path;

/** The configuration of one nfs-ganesha over one directory. */
final class GaneshaConfig {
  private GaneshaConfig() {}

  /**
   * Attr_Expiration_Time is 0 because the tests look at the directory natively as well; the default
   * shows attributes up to 60 s old.
   */
  static String text(
      Path home, Path export, String address, int nfsPort, int mountPort, ExportRules rules) {
    return """
        NFS_CORE_PARAM {
          NFS_Port = %d;
          MNT_Port = %d;
          Bind_addr = %s;
          Protocols = 3;
          Enable_NLM = false;
          Enable_RQUOTA = false;
          Enable_UDP = false;
          mount_path_pseudo = true;
        }
        NFS_KRB5 { Active_krb5 = false; }
        NFSv4 { Graceless = true; RecoveryRoot = "%s"; }
        EXPORT_DEFAULTS {
          SecType = sys;
          %s
          Access_Type = RW;
          Transports = TCP;
          Protocols = 3;
          PrivilegedPort = %s;
        }
        EXPORT {
          Export_Id = 1;
          Path = %s;
          Pseudo = /export;
          Attr_Expiration_Time = 0;
          %s
          FSAL { Name = VFS; }
        }
        LOG { Default_Log_Level = EVENT; }
        """
        .formatted(
            nfsPort,
            mountPort,
            address,
            home.resolve("recovery"),
            rules.squash().setting(),
            rules.privilegedPort(),
            export,
            rules.admitsThisMachine()
                ? ""
                : "Access_Type = None; CLIENT { Clients = 192.0.2.1; Access_Type = RW; }");
  }
}
