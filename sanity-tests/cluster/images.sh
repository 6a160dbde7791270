# SPDX-License-Identifier: Apache-2.0
# The images that the cluster has without any registry: made from what is built and installed here. Needs programs.sh.
# shellcheck shell=bash

CLUSTER_IMAGES= # set by make_cluster_images: the directory of the archives

# make_cluster_images: the pause container, busybox, the sidecars and the load program, as docker-archives in the cache.
make_cluster_images() {
  local pause=$root/sanity-tests/cluster/images/pause.c
  CLUSTER_IMAGES=$CACHE/cluster/images-$( (echo "$CLUSTER_BIN $CLUSTER_TOOLS" && cat "$pause" /bin/busybox && declare -f make_cluster_images make_image busybox_root) | sha256sum | cut -c1-12)
  [ ! -d "$CLUSTER_IMAGES" ] || return 0
  say "making the cluster's own images (seconds)"
  local new
  new=$(new_cache_directory)
  mkdir -p "$new"/root/{pause,busybox,provisioner,resizer,load}
  gcc -Os -static -s -o "$new/root/pause/pause" "$pause" || die "can't compile $pause: it needs gcc and libc6-dev"
  make_image "$new" pause registry.k8s.io/pause:3.10 --entrypoint /pause
  busybox_root "$new/root/busybox"
  make_image "$new" busybox docker.io/library/busybox:1.37 --cmd sh
  cp "$CLUSTER_BIN/csi-provisioner" "$new/root/provisioner/"
  make_image "$new" provisioner "registry.k8s.io/sig-storage/csi-provisioner:$PROVISIONER_VERSION" --entrypoint /csi-provisioner
  cp "$CLUSTER_BIN/csi-resizer" "$new/root/resizer/"
  make_image "$new" resizer "registry.k8s.io/sig-storage/csi-resizer:$RESIZER_VERSION" --entrypoint /csi-resizer
  cp "$CLUSTER_TOOLS/load" "$new/root/load/"
  make_image "$new" load localhost/efc-load:1 --entrypoint /load
  rm -r "$new/root"
  put_in_place "$new" "$CLUSTER_IMAGES"
}

# make_image DIRECTORY NAME IMAGE OPTION...
make_image() {
  local directory=$1 name=$2 image=$3
  shift 3
  "$CLUSTER_TOOLS/image" --name "$image" --root "$directory/root/$name" --out "$directory/$name.tar" "$@" ||
    die "can't make the image $image"
}

# busybox_root DIRECTORY: Debian's static busybox with a link for each of its commands. (Its version is not the tag's; the
# tag is what others' manifests say.)
busybox_root() {
  local command
  mkdir -p "$1"/{bin,etc,tmp,root,proc,sys,dev}
  chmod 1777 "$1/tmp"
  cp /bin/busybox "$1/bin/busybox"
  for command in $(/bin/busybox --list); do
    [ "$command" = busybox ] || ln -s busybox "$1/bin/$command"
  done
  echo 'root:x:0:0:root:/root:/bin/sh' >"$1/etc/passwd"
  echo 'root:x:0:' >"$1/etc/group"
}
