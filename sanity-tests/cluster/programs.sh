# SPDX-License-Identifier: Apache-2.0
# Builds the cluster's programs from Go modules into the cache, where the same sources are found again.
# shellcheck shell=bash

CLUSTER_MODULE=$root/sanity-tests/cluster/node
KUBERNETES_VERSION=v1.36.1
PROVISIONER_VERSION=v6.3.0
RESIZER_VERSION=v2.2.0
HELM_VERSION=v4.3.1
CLUSTER_BIN= # set by build_cluster: kubeone, csi-provisioner, csi-resizer
CLUSTER_TOOLS= # set by build_cluster: load, image

# cluster_key FUNCTION FILE...: 12 digits that stand for these files, this architecture and the function that builds.
cluster_key() {
  local function=$1
  shift
  (cat "$@" && uname -m && declare -f "$function" go_build) | sha256sum | cut -c1-12
}

# need_cluster_go: an older one, since 1.21, fetches 1.26 by itself.
need_cluster_go() {
  command -v go >/dev/null || [ ! -x /usr/local/go/bin/go ] || PATH=$PATH:/usr/local/go/bin
  command -v go >/dev/null || die "no Go 1.26 or newer (the test cluster and helm are built with it): see https://go.dev/dl"
  local version
  version=$(go env GOVERSION) || die "go does not work: $(command -v go)"
  printf '%s\n' go1.21 "$version" | sort -CV || die "Go is too old: $(command -v go) is $version, 1.26 is needed (or one since 1.21, and the network): see https://go.dev/dl"
}

build_cluster() {
  local go=("$CLUSTER_MODULE/go.mod" "$CLUSTER_MODULE/go.sum")
  CLUSTER_BIN=$CACHE/cluster/kubernetes-$KUBERNETES_VERSION-$(cluster_key build_kubernetes "${go[@]}" "$CLUSTER_MODULE"/cmd/kubeone/*.go)
  CLUSTER_TOOLS=$CACHE/cluster/tools-$(cluster_key build_tools "${go[@]}" "$CLUSTER_MODULE"/cmd/{load,image}/*.go)
  [ -d "$CLUSTER_BIN" ] || build_kubernetes
  [ -d "$CLUSTER_TOOLS" ] || build_tools
}

# go_build DIRECTORY FLAG... PACKAGE...: static binaries. At a lower priority: Maven may be building beside it.
go_build() {
  local into=$1
  shift
  need_cluster_go
  (cd "$CLUSTER_MODULE" && CGO_ENABLED=0 GOFLAGS=-buildvcs=false nice timeout 2400 go build -trimpath -tags grpcnotrace -o "$into/" "$@") >&2 || {
    rm -rf "$into"
    die "go build failed: it needs Go 1.26 or newer (here: $(go version)), and the network at first (GOPROXY). It is given 40 minutes"
  }
}

build_kubernetes() {
  say "building Kubernetes $KUBERNETES_VERSION and its CSI sidecars into $CACHE/cluster (15 CPU minutes when Go's build cache is empty, else one)"
  local started=$SECONDS new version=k8s.io/component-base/version sidecars=github.com/kubernetes-csi minor
  minor=${KUBERNETES_VERSION#v1.}
  minor=${minor%%.*}
  new=$(new_cache_directory)
  go_build "$new" -ldflags "-s -w -X $version.gitVersion=$KUBERNETES_VERSION -X $version.gitMajor=1 -X $version.gitMinor=$minor \
    -X $version.gitTreeState=clean -X $version.gitCommit=unknown -X $version.buildDate=1970-01-01T00:00:00Z" ./cmd/kubeone
  go_build "$new" -ldflags "-s -w -X main.version=$PROVISIONER_VERSION" "$sidecars/external-provisioner/v6/cmd/csi-provisioner"
  go_build "$new" -ldflags "-s -w -X main.version=$RESIZER_VERSION" "$sidecars/external-resizer/v2/cmd/csi-resizer"
  ln -s kubeone "$new/kubectl"
  put_in_place "$new" "$CLUSTER_BIN"
  say "built Kubernetes in $((SECONDS - started)) s"
}

build_tools() {
  say "building and testing the pods' load program and the image maker (seconds)"
  local started=$SECONDS new
  new=$(new_cache_directory)
  go_build "$new" -ldflags "-s -w" ./cmd/load ./cmd/image
  (cd "$CLUSTER_MODULE" && CGO_ENABLED=0 GOFLAGS=-buildvcs=false nice go test ./cmd/load ./cmd/image) >&2 ||
    die "the tests of $CLUSTER_MODULE/cmd failed: see above"
  put_in_place "$new" "$CLUSTER_TOOLS"
  say "built in $((SECONDS - started)) s"
}

# new_cache_directory: what is half done must not be found by the next run.
new_cache_directory() {
  mkdir -p "$CACHE/cluster"
  local new
  new=$(mktemp -d "$CACHE/cluster/new-XXXXXX")
  chmod 755 "$new"
  echo "$new"
}

# put_in_place NEW TARGET: another clone may have been first with the same.
put_in_place() {
  mv -T "$1" "$2" 2>/dev/null || [ -d "$2" ] || die "can't move $1 to $2"
  rm -rf "$1"
}

# install_helm: a helm of exactly our version, into the cache. Not in the module: it wants another Kubernetes.
install_helm() {
  command -v go >/dev/null || [ ! -x /usr/local/go/bin/go ] || PATH=$PATH:/usr/local/go/bin
  [ ! -x "$CACHE/bin/helm" ] || ! go version -m "$CACHE/bin/helm" 2>/dev/null | grep -q "helm.sh/helm/v4[[:space:]]$HELM_VERSION" || return 0
  need_cluster_go
  say "installing helm $HELM_VERSION into $CACHE/bin (go install; 4 CPU minutes when Go's build cache is empty)"
  local started=$SECONDS new
  new=$(new_cache_directory)
  GOFLAGS=-buildvcs=false CGO_ENABLED=0 GOBIN=$new nice timeout 2400 go install -trimpath -ldflags '-s -w' "helm.sh/helm/v4/cmd/helm@$HELM_VERSION" >&2 ||
    die "go install of helm failed: it needs Go 1.26 or newer (here: $(go version)) and the network (GOPROXY)"
  mkdir -p "$CACHE/bin"
  mv -T "$new/helm" "$CACHE/bin/helm"
  rmdir "$new"
  say "installed helm in $((SECONDS - started)) s"
}
