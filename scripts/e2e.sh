# SPDX-License-Identifier: Apache-2.0
# ./dev e2e: the product on a real Kubernetes, from its images and its chart to their removal.
# shellcheck shell=bash

E2E_TAG=0.1.0
E2E_OTHER_TAG=0.1.1 # the same, for upgrades

# e2e [--short|--external] [--keep]
e2e() {
  local cases=all keep=false started=$SECONDS
  while [ $# -gt 0 ]; do
    case $1 in
      --short) cases=short ;;
      --external) cases=external ;;
      --keep) keep=true ;;
      *) die "unknown option $1 of ./dev e2e; see ./dev help" ;;
    esac
    shift
  done
  need_root "./dev e2e starts containers and mounts file systems"
  need_fuse
  need_jdk
  need_cluster_go
  install_packages "an NFS server for pods" nfs-ganesha nfs-ganesha-vfs rpcbind gcc libc6-dev
  build_distribution
  e2e_plugins_of_maven
  (images --tag "$E2E_TAG" --out "$root/target/images-$E2E_TAG")
  (images --tag "$E2E_OTHER_TAG" --out "$root/target/images-$E2E_OTHER_TAG")
  "$root/dev" cluster build
  EXTERNAL_TARS=()
  if [ "$cases" = external ]; then
    cluster_prepare
    build_external
    make_external_images
    EXTERNAL_TARS=("$CLUSTER_EXTERNAL_IMAGES"/*.tar)
  fi
  say "ready to start after $((SECONDS - started)) s"
  e2e_run "$cases" "$keep" || return
  say "all of it took $((SECONDS - started)) s"
}

# The suite runs in the node's network, which has no way to Maven's repositories.
e2e_plugins_of_maven() {
  say "fetching what Maven needs for the suite"
  "$MAVEN" -B -q -Dstyle.color=never -pl sanity-tests -am -Dtest=none "-Dit.test=ClusterIT" \
    -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false verify >&2 ||
    die "the build failed: see its messages above"
}

# e2e_run CASES KEEP: the cluster, the suite in its network, and the end of both, whatever happens.
e2e_run() {
  local cases=$1 keep=$2 status=0
  export EFC_CLUSTER_DIR=$CLUSTER_DIR
  if $keep; then
    trap 'say "the cluster is up: ./dev cluster kubectl get pods -A; end it by ./dev cluster down"' EXIT
  else
    trap '"$root/dev" cluster down || exit 1' EXIT
  fi
  "$root/dev" cluster up "$root/target/images-$E2E_TAG"/*.tar "$root/target/images-$E2E_OTHER_TAG"/*.tar \
    "${EXTERNAL_TARS[@]}" || return
  remove_reports
  "$root/dev" cluster run-net "$MAVEN" -B -o -Dstyle.color=never -pl sanity-tests -am -Dtest=none \
    "-Dit.test=ClusterIT" -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
    "-Defc.kubeconfig=$CLUSTER_DIR/kubeconfig" "-Defc.e2e.cases=$cases" "-Defc.e2e.external=$CLUSTER_EXTERNAL" verify || status=$?
  [ ! -e "$root/target/e2e.txt" ] || cat "$root/target/e2e.txt"
  [ "$status" -eq 0 ] || warn "logs of the node: $CLUSTER_DIR/log; pods' logs: run with --keep"
  return "$status"
}
