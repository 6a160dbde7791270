#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# enter.sh ROOT COMMAND...: runs a command as a container runtime would with readOnlyRootFilesystem: process ids and mounts
# of its own, /proc, a small /dev, and ROOT, which is read-only but for /volumes (ROOT.volumes outside). ROOT.env has its
# environment. All of it ends with this process.
set -eu
root=$1
mkdir -p "$root/proc" "$root/dev" "$root/volumes" "$root.volumes"
exec unshare --mount --propagation private --pid --fork --kill-child -- sh -euc '
  root=$1
  shift
  mount --bind "$root" "$root"
  mount -o remount,bind,ro "$root"
  mount --bind "$root.volumes" "$root/volumes"
  mount --make-shared "$root/volumes"
  mount -t proc proc "$root/proc"
  mount -t tmpfs tmpfs "$root/dev"
  for device in null zero urandom fuse; do
    [ -e "/dev/$device" ] || continue
    : >"$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
  done
  exec env -i $(cat "$root.env") "$(command -v chroot)" "$root" "$@"' sh "$@"
