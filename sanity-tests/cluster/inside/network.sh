# SPDX-License-Identifier: Apache-2.0
# The node's network: a bridge that stands for its network card, and one for its pods.
# shellcheck shell=bash

make_network() {
  ! ip link show node0 >/dev/null 2>&1 || return 0 # it stayed over a reboot
  ip link set lo up
  ip link add node0 type bridge
  ip address add "$CLUSTER_IP/24" dev node0
  ip link set node0 up
  # Nothing is there; but without a default route some programs see no network at all.
  ip route add default dev node0
  sysctl -qw net.ipv4.ip_forward=1
  # Not there without the module br_netfilter; then a pod reaches its own service's address only through another node's pod.
  sysctl -qw net.bridge.bridge-nf-call-iptables=1 || echo "no net.bridge.bridge-nf-call-iptables here: going on without it"
}

write_pod_network() {
  mkdir -p "$CLUSTER_DIR/etc/cni"
  cat >"$CLUSTER_DIR/etc/cni/10-pods.conflist" <<'END'
{"cniVersion": "1.0.0", "name": "pods", "plugins": [
  {"type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": true, "hairpinMode": true,
   "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.244.0.0/16"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
END
}
