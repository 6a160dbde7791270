# SPDX-License-Identifier: Apache-2.0
# Kubernetes' own storage tests ("External Storage") as a program, and the images that their pods want. Needs programs.sh and
# images.sh, and what they have built.
# shellcheck shell=bash

# Of test/utils/image/manifest.go at this version.
E2E_AGNHOST=registry.k8s.io/e2e-test-images/agnhost:2.63.0
E2E_BUSYBOX=registry.k8s.io/e2e-test-images/busybox:1.37.0-1
E2E_PAUSE=registry.k8s.io/pause:3.10.2
E2E_NGINX=registry.k8s.io/e2e-test-images/nginx:1.15-4 # only as something that has a shell
E2E_GLIBC=registry.k8s.io/e2e-test-images/glibc-dns-testing:2.0.0 # the same
GINKGO_VERSION=v2.29.0 # that of the cluster's go.mod
CLUSTER_EXTERNAL= # set by build_external: e2e.test, agnhost, and ginkgo, which runs several tests at once
CLUSTER_EXTERNAL_IMAGES= # set by make_external_images: the directory of the archives

build_external() {
  CLUSTER_EXTERNAL=$CACHE/cluster/external-$KUBERNETES_VERSION-$(cluster_key build_external "$CLUSTER_MODULE/go.mod" "$CLUSTER_MODULE/go.sum")
  [ ! -d "$CLUSTER_EXTERNAL" ] || return 0
  say "building Kubernetes' own storage tests (7 CPU minutes when Go's build cache has Kubernetes, else twice that)"
  local started=$SECONDS new
  new=$(new_cache_directory)
  go_build "$new" -ldflags "-s -w" k8s.io/kubernetes/test/images/agnhost
  (cd "$CLUSTER_MODULE" && CGO_ENABLED=0 GOFLAGS=-buildvcs=false nice timeout 2400 \
    go test -c -vet=off -trimpath -ldflags "-s -w" -o "$new/e2e.test" k8s.io/kubernetes/test/e2e) >&2 ||
    { rm -rf "$new"; die "go test -c of Kubernetes' end-to-end tests failed: see above"; }
  GOFLAGS=-buildvcs=false CGO_ENABLED=0 GOBIN=$new nice go install -trimpath -ldflags '-s -w' "github.com/onsi/ginkgo/v2/ginkgo@$GINKGO_VERSION" >&2 ||
    { rm -rf "$new"; die "go install of ginkgo failed: it needs the network (GOPROXY)"; }
  put_in_place "$new" "$CLUSTER_EXTERNAL"
  say "built them in $((SECONDS - started)) s"
}

make_external_images() {
  CLUSTER_EXTERNAL_IMAGES=$CACHE/cluster/external-images-$( (echo "$CLUSTER_EXTERNAL" && cat /bin/busybox && declare -f make_external_images make_image busybox_root) | sha256sum | cut -c1-12)
  [ ! -d "$CLUSTER_EXTERNAL_IMAGES" ] || return 0
  local new
  new=$(new_cache_directory)
  mkdir -p "$new/root/"{agnhost,busybox-e2e,nginx,glibc,pause-e2e}
  busybox_root "$new/root/agnhost"
  cp "$CLUSTER_EXTERNAL/agnhost" "$new/root/agnhost/"
  make_image "$new" agnhost "$E2E_AGNHOST" --entrypoint /agnhost --cmd pause
  busybox_root "$new/root/busybox-e2e"
  make_image "$new" busybox-e2e "$E2E_BUSYBOX" --cmd sh
  busybox_root "$new/root/nginx"
  make_image "$new" nginx "$E2E_NGINX" --cmd sh
  busybox_root "$new/root/glibc"
  make_image "$new" glibc "$E2E_GLIBC" --cmd sh
  gcc -Os -static -s -o "$new/root/pause-e2e/pause" "$root/sanity-tests/cluster/images/pause.c" || die "can't compile pause.c: it needs gcc and libc6-dev"
  make_image "$new" pause-e2e "$E2E_PAUSE" --entrypoint /pause
  rm -r "$new/root"
  put_in_place "$new" "$CLUSTER_EXTERNAL_IMAGES"
}
