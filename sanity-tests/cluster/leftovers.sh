#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# leftovers.sh remember: notes what the machine has before a node is started.
# leftovers.sh check: names whatever a node that was ended left behind; exit status 1 when there is anything.
set -euo pipefail
: "${CLUSTER_DIR:?the state directory}"
# shellcheck source=state.sh
. "$(dirname "${BASH_SOURCE[0]}")/state.sh"
# shellcheck source=cgroups.sh
. "$(dirname "${BASH_SOURCE[0]}")/cgroups.sh"

network_devices() { ip -o link show | awk -F': ' '{ sub("@.*", "", $2); print $2 }' | sort; }

# Not in any namespace, and written by the kubelet, the container runtime or the proxy of an ordinary node.
machine_settings() {
  local name
  for name in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys \
    kernel/keys/root_maxbytes net/ipv4/ip_forward net/netfilter/nf_conntrack_max; do
    [ ! -r "/proc/sys/$name" ] || echo "$name = $(cat "/proc/sys/$name")"
  done
}

left() {
  local process kind number
  for process in $(node_processes); do
    echo "process $process: $(tr '\0' ' ' <"/proc/$process/cmdline" 2>/dev/null)"
  done
  own_cgroups | sed 's/^/cgroup /'
  # A namespace may also be held by a mount of it.
  while read -r kind number; do
    grep -F " $kind:[$number] " /proc/self/mountinfo | sed 's/^/mount of a namespace: /' || true
  done <"$CLUSTER_DIR/run/namespaces"
  awk -v dir="$CLUSTER_DIR" '$5 == dir || index($5, dir "/") == 1 { print "mount " $5 }' /proc/self/mountinfo
  comm -13 "$CLUSTER_DIR/run/devices" <(network_devices) | grep -E '^(node0|cni0)$' | sed 's/^/network device /' || true
  diff "$CLUSTER_DIR/run/settings" <(machine_settings) | sed -n 's/^> /setting was changed: /p' || true
}

case ${1:-} in
  remember)
    network_devices >"$CLUSTER_DIR/run/devices"
    machine_settings >"$CLUSTER_DIR/run/settings"
    ;;
  check)
    found=$(left)
    [ -z "$found" ] || {
      echo "cluster: the node in $CLUSTER_DIR left this behind:" >&2
      echo "$found" >&2
      exit 1
    }
    ;;
  *)
    echo "leftovers.sh remember|check" >&2
    exit 2
    ;;
esac
