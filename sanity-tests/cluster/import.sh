#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# import.sh IMAGE.tar...: gives docker-archives to the running node's containerd.
set -euo pipefail
: "${CLUSTER_DIR:?the state directory}"
# shellcheck source=state.sh
. "$(dirname "${BASH_SOURCE[0]}")/state.sh"
node=$(node_pid) || { echo "cluster: no node is up in $CLUSTER_DIR: ./dev cluster up" >&2; exit 1; }
for image in "$@"; do
  began=$(now_ms)
  timeout 120 ctr -a "/proc/$node/root/run/containerd/containerd.sock" -n k8s.io images import "$image" >>"$CLUSTER_DIR/log/images" 2>&1 || {
    echo "cluster: can't import $image: $(tail -n 1 "$CLUSTER_DIR/log/images")" >&2
    exit 1
  }
  printf '            image %s, %d MB in %d ms\n' "${image##*/}" $(($(stat -Lc %s "$image") / 1000000)) $(($(now_ms) - began)) >&2
done
