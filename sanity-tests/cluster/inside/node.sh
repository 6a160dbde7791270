#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Process 1 of the node. up.sh starts it in namespaces of its own: mount, net, pid, uts and ipc.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck disable=SC2034 # the parts read it
SERVICES=10.96.0
for part in ../state ../cgroups root network keys configs components; do
  # shellcheck source=/dev/null
  . "$here/$part.sh"
done

began=$(now_ms)
step() { printf '    %6d ms  %s\n' $(($(now_ms) - began)) "$*"; }

if [ "${1:-}" != inside ]; then
  enter_cgroups
  exec unshare --cgroup bash "$here/node.sh" inside
fi

hostname "$CLUSTER_NODE"
make_root
hide_machine_wide
make_network
write_pod_network
step "namespaces, cgroups, root directory and network of the node"
make_keys
write_configs
step "keys and configurations"

export KUBECONFIG=$CLUSTER_DIR/kubeconfig HOME=/root
cd /
rm -f "$CLUSTER_DIR"/run/*.pid
start_containerd
start_etcd
start_apiserver
await 30 "containerd (log/containerd)" ctr -a /run/containerd/containerd.sock version
step "containerd"
touch "$CLUSTER_DIR/run/containerd-is-up"
await 60 "the API server (log/kube-apiserver)" curl -fsk https://127.0.0.1:6443/readyz
step "API server"
start_controllers
# up.sh imports them from outside: the kubelet finds all of them when it starts.
await 300 "the import of the images (log/images)" test -e "$CLUSTER_DIR/run/images-are-there"
start_node_agents
# After a "reboot" the node is still there, and Ready, until the kubelet says which boot this is.
registered() { [ "$(kube kubectl get node "$CLUSTER_NODE" -o 'jsonpath={.status.nodeInfo.bootID}')" = "$(cat /proc/sys/kernel/random/boot_id)" ]; }
await 60 "the kubelet to register the node (log/kubelet)" registered
step "kubelet"
await 60 "the node to be Ready (log/kubelet)" kube kubectl wait --for=condition=Ready "node/$CLUSTER_NODE" --timeout=1s
# Without its default service account a namespace refuses pods.
await 30 "the default service account (log/kube-controller-manager)" kube kubectl get serviceaccount default
step "node is Ready"
touch "$CLUSTER_DIR/run/ready"
wait
