#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# up.sh IMAGE.tar...: starts a one-node Kubernetes in namespaces and cgroups of its own; returns when the node is Ready.
# CLUSTER_DIR: the state directory; CLUSTER_BIN: the programs. For a reboot it is called with the state of before, and
# CLUSTER_NET names the network namespace that stayed.
set -euo pipefail
CLUSTER_SCRIPTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${CLUSTER_DIR:?the state directory}" "${CLUSTER_BIN:?the directory of kubeone}"
export CLUSTER_DIR CLUSTER_BIN CLUSTER_SCRIPTS
# shellcheck source=state.sh
. "$CLUSTER_SCRIPTS/state.sh"
# shellcheck source=cgroups.sh
. "$CLUSTER_SCRIPTS/cgroups.sh"
LIMIT=${EFC_CLUSTER_LIMIT:-300}
began=$(now_ms)

fail() {
  echo "cluster: $*" >&2
  echo "the end of $CLUSTER_DIR/log/node:" >&2
  tail -n 15 "$CLUSTER_DIR/log/node" >&2 || true
  exit 1
}

# show_steps: what the node has written since the last call.
shown=0
show_steps() {
  local lines
  lines=$(wc -l <"$CLUSTER_DIR/log/node")
  [ "$lines" -le "$shown" ] || sed -n "$((shown + 1)),${lines}p" "$CLUSTER_DIR/log/node" >&2
  shown=$lines
}

# reach FILE WHAT: waits for a mark of the node's, while it shows what the node does.
reach() {
  local deadline=$((SECONDS + LIMIT))
  until [ -e "$CLUSTER_DIR/run/$1" ]; do
    node_pid >/dev/null || fail "the node ended while it started"
    [ "$SECONDS" -lt "$deadline" ] || fail "waited $LIMIT s for $2 (EFC_CLUSTER_LIMIT)"
    show_steps
    sleep 0.1
  done
  show_steps
}

! node_pid >/dev/null || { echo "cluster: it is up already, in $CLUSTER_DIR: ./dev cluster down" >&2; exit 1; }
(umask 077 && mkdir -p "$CLUSTER_DIR"/{log,run})
if [ ! -O "$CLUSTER_DIR" ] || [ -L "$CLUSTER_DIR" ]; then
  echo "cluster: $CLUSTER_DIR is another user's: choose another EFC_CLUSTER_DIR" >&2
  exit 1
fi
rm -f "$CLUSTER_DIR"/run/{node,ready,containerd-is-up,images-are-there}
echo "$CLUSTER_BIN" >"$CLUSTER_DIR/run/programs"
[ -n "${CLUSTER_NET:-}" ] || "$CLUSTER_SCRIPTS/leftovers.sh" remember
make_cgroups

network=(unshare --net)
[ -z "${CLUSTER_NET:-}" ] || network=(nsenter "--net=$CLUSTER_NET")
# The parent stays in the caller's cgroup: when all of that is ended, --kill-child ends the node too.
setsid "${network[@]}" unshare --mount --pid --uts --ipc --fork --kill-child --propagation private \
  bash "$CLUSTER_SCRIPTS/inside/node.sh" >"$CLUSTER_DIR/log/node" 2>&1 </dev/null &
parent=$!
await 10 "process 1 of the node" pgrep -P "$parent" || fail "no node"
node=$(pgrep -P "$parent")
echo "$node $(started "$node")" >"$CLUSTER_DIR/run/node"
for kind in mnt net pid; do # the number is the inode's: namespaces(7)
  echo "$kind $(stat -Lc %i "/proc/$node/ns/$kind")"
done >"$CLUSTER_DIR/run/namespaces"

reach containerd-is-up containerd
"$CLUSTER_SCRIPTS/import.sh" "$@" || fail "the import failed: see $CLUSTER_DIR/log/images"
touch "$CLUSTER_DIR/run/images-are-there"
reach ready "the node to be Ready"
echo "    up in $(($(now_ms) - began)) ms; logs are in $CLUSTER_DIR/log" >&2
