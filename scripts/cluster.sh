# SPDX-License-Identifier: Apache-2.0
# ./dev cluster: a one-node Kubernetes on this machine. What it is made of: sanity-tests/cluster/README.md.
# shellcheck shell=bash

# shellcheck source=../sanity-tests/cluster/programs.sh
. "$root/sanity-tests/cluster/programs.sh"
# shellcheck source=../sanity-tests/cluster/images.sh
. "$root/sanity-tests/cluster/images.sh"
# shellcheck source=../sanity-tests/cluster/external.sh
. "$root/sanity-tests/cluster/external.sh"

CALLED_FROM=$OLDPWD # files that the user names are there
# Not in target: Maven and the tests walk there, and a running node's files come and go. One for each clone.
CLUSTER_DIR=$(cd "$CALLED_FROM" && realpath -m "${EFC_CLUSTER_DIR:-/var/tmp/efc-cluster-$(printf %s "$root" | sha256sum | cut -c1-8)}")
export CLUSTER_DIR

cluster_usage() {
  cat <<HELP
Usage: ./dev cluster COMMAND

  up [IMAGE.tar...]      builds what is missing, starts a one-node Kubernetes in its own namespaces and cgroups, and
                         gives it its images and these docker-archives. Returns when the node is Ready
  down                   ends it, and fails if it left a process, mount, cgroup or network device behind
  reboot                 ends the node without a word and starts it again over its disk; what runs by run-net stays
  kubectl ARGUMENT...    kubectl for it; also as run-net kubectl
  helm ARGUMENT...       helm for it
  import IMAGE.tar...    gives it more images
  restart COMPONENT      kubelet, containerd, kube-apiserver, ...: ends it with SIGTERM; it is started again
  run-net COMMAND...     runs a command of this machine in the node's network, where https://127.0.0.1:6443 is the API
                         server, with KUBECONFIG set and kubectl and helm in PATH
  run COMMAND...         runs a command within the node: its mounts, processes and network
  build, images          make the programs and the images, and nothing else

The state is in $CLUSTER_DIR; EFC_CLUSTER_DIR chooses another directory.
HELP
}

cluster() {
  local command=${1:-help}
  [ $# -eq 0 ] || shift
  cd "$CALLED_FROM"
  case $command in
    up) cluster_prepare; "$root/sanity-tests/cluster/up.sh" "$CLUSTER_IMAGES"/*.tar "$@" || die "the cluster did not start. Its state is in $CLUSTER_DIR; ./dev cluster down removes it" ;;
    down) need_root "./dev cluster"; say "taking the cluster down"; "$root/sanity-tests/cluster/down.sh" "$@" ;;
    reboot) cluster_reboot ;;
    kubectl) cluster_run_net kubectl "$@" ;;
    helm) install_helm; cluster_run_net helm "$@" ;;
    import) need_root "./dev cluster"; "$root/sanity-tests/cluster/import.sh" "$@" ;;
    restart) cluster_restart "$@" ;;
    run-net) cluster_run_net "$@" ;;
    run) cluster_run "$@" ;;
    build) install_helm; build_cluster ;;
    images) cluster_prepare; ls -sh "$CLUSTER_IMAGES"/*.tar ;;
    help | -h | --help) cluster_usage ;;
    *) cluster_usage >&2; die "unknown command $command of ./dev cluster" ;;
  esac
}

cluster_prepare() {
  need_root "./dev cluster starts containers"
  need_fuse
  install_packages "the test cluster" containerd runc containernetworking-plugins iptables conntrack busybox-static \
    iproute2 openssl procps curl gcc libc6-dev
  command -v containerd >/dev/null || die "containerd is missing: apt-get install containerd runc containernetworking-plugins"
  build_cluster
  make_cluster_images
  export CLUSTER_BIN
}

cluster_node() {
  need_root "./dev cluster"
  # shellcheck source=../sanity-tests/cluster/state.sh
  . "$root/sanity-tests/cluster/state.sh"
  node_pid || die "no node is up in $CLUSTER_DIR: ./dev cluster up"
}

cluster_run_net() {
  local node
  [ $# -gt 0 ] || die "run-net needs a command, as in run-net kubectl get nodes"
  node=$(cluster_node)
  KUBECONFIG=$CLUSTER_DIR/kubeconfig PATH=$(cat "$CLUSTER_DIR/run/programs"):$CACHE/bin:$PATH exec nsenter "--net=/proc/$node/ns/net" -- "$@"
}

# From the root of the node: this machine's working directory need not be there.
cluster_run() {
  local node
  [ $# -gt 0 ] || die "run needs a command, as in run ctr -n k8s.io containers ls"
  node=$(cluster_node)
  cd /
  exec nsenter --all --target "$node" -- "$@"
}

cluster_reboot() {
  local node holder came_back=0
  node=$(cluster_node)
  cluster_prepare
  say "rebooting the node"
  # The network outlives the node: what else is in it, as a NAS and the tests, is not on that node.
  nsenter "--net=/proc/$node/ns/net" -- sleep 600 &
  holder=$!
  "$root/sanity-tests/cluster/down.sh" --reboot &&
    CLUSTER_NET=/proc/$holder/ns/net "$root/sanity-tests/cluster/up.sh" || came_back=$?
  kill "$holder"
  [ "$came_back" -eq 0 ] || die "the node did not come back. Its state is in $CLUSTER_DIR"
}

cluster_restart() {
  local node name=${1:-} old
  node=$(cluster_node)
  [ -e "$CLUSTER_DIR/run/$name.pid" ] || die "no component $name: $(cd "$CLUSTER_DIR/run" && echo ./*.pid | sed 's/\.\/\|\.pid//g')"
  old=$(cat "$CLUSTER_DIR/run/$name.pid")
  say "restarting $name"
  nsenter --target "$node" --pid --mount -- kill -TERM "$old"
  # shellcheck source=../sanity-tests/cluster/state.sh
  . "$root/sanity-tests/cluster/state.sh"
  await 30 "$name to start again" eval "[ \"\$(cat '$CLUSTER_DIR/run/$name.pid')\" != $old ]" || die "$name did not end within 30 s"
}
