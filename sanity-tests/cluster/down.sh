#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# down.sh [--reboot]: ends the node and looks whether anything is left. Exit status 1: something is, and it says what.
# The end of process 1 ends all processes of its pid namespace, and with the last process go the mounts and the network.
# --reboot: state and network stay, and so does what runs there without being the node's, as a NAS or a test.
set -euo pipefail
CLUSTER_SCRIPTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${CLUSTER_DIR:?the state directory}"
export CLUSTER_DIR
# shellcheck source=state.sh
. "$CLUSTER_SCRIPTS/state.sh"
# shellcheck source=cgroups.sh
. "$CLUSTER_SCRIPTS/cgroups.sh"
began=$(now_ms)
ours=()
[ "${1:-}" != --reboot ] || ours=(mnt pid)

[ -d "$CLUSTER_DIR/run" ] || { echo "    there is no cluster in $CLUSTER_DIR" >&2; exit 0; }
if [ ${#ours[@]} -eq 0 ] && grep -qxF "net $(stat -Lc %i /proc/self/ns/net)" "$CLUSTER_DIR/run/namespaces" 2>/dev/null; then
  echo "cluster: this is the node's own network (run-net): take the cluster down from outside" >&2
  exit 1
fi

if node=$(node_pid); then
  kill -KILL "$node"
  ended() { ! node_pid; }
  await 60 "the node's processes to end" ended || true
fi
# What entered the node from outside is in no pid namespace of its.
for process in $(node_processes "${ours[@]}"); do
  echo "    ending process $process, which runs in the node's network: $(tr '\0' ' ' <"/proc/$process/cmdline" 2>/dev/null | cut -c1-100)" >&2
  kill -KILL "$process" 2>/dev/null || true
done
no_processes() { [ -z "$(node_processes "${ours[@]}")" ]; }
await 30 "processes in the node's namespaces to end" no_processes || true
await 60 "the node's cgroups to be empty" remove_cgroups || true
[ ${#ours[@]} -eq 0 ] || { no_processes && exit 0; }

"$CLUSTER_SCRIPTS/leftovers.sh" check
echo "    down in $(($(now_ms) - began)) ms: no process, mount, cgroup or network device is left" >&2
rm -rf --one-file-system "$CLUSTER_DIR"
