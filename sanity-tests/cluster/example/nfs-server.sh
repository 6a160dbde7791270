#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# nfs-server.sh DIRECTORY: nfs-ganesha over this directory until it is ended: NFSv3 on port 2049, mount on 20048, no portmapper.
# In the node's network, so that pods reach it: ./dev cluster run-net sanity-tests/cluster/example/nfs-server.sh /tmp/export
set -euo pipefail
export=${1:?the directory to export}
home=${CLUSTER_DIR:?set by ./dev cluster run-net}/nfs
mkdir -p "$export" "$home/recovery"
cat >"$home/ganesha.conf" <<END
NFS_CORE_PARAM {
  NFS_Port = 2049;
  MNT_Port = 20048;
  Bind_addr = 0.0.0.0;
  Protocols = 3;
  Enable_NLM = false;
  Enable_RQUOTA = false;
  Enable_UDP = false;
  mount_path_pseudo = true;
}
NFS_KRB5 { Active_krb5 = false; }
NFSv4 { Graceless = true; RecoveryRoot = "$home/recovery"; }
EXPORT_DEFAULTS { SecType = sys; Squash = No_Root_Squash; Access_Type = RW; Transports = TCP; Protocols = 3; PrivilegedPort = false; }
EXPORT { Export_Id = 1; Path = $export; Pseudo = /export; Attr_Expiration_Time = 0; FSAL { Name = VFS; } }
LOG { Default_Log_Level = EVENT; }
END
# ganesha ends when it can't register with a portmapper, and has no switch for that.
gcc -shared -fPIC -O1 -o "$home/noportmap.so" -x c - <<'END'
#include <stdbool.h>
bool svc_reg(void *x, unsigned long p, unsigned long v, void *f, const void *nc) { return true; }
bool rpcb_unset(unsigned long p, unsigned long v, const void *nc) { return true; }
END
echo "nfs://10.99.0.1:2049/export?mountport=20048 is $export; log: $home/ganesha.log" >&2
LD_PRELOAD=$home/noportmap.so exec ganesha.nfsd -F -f "$home/ganesha.conf" -L "$home/ganesha.log" -p "$home/ganesha.pid"
