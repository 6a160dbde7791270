#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# room.sh ARCH COMMAND...: runs a command with mounts and process ids of its own, where programs of ARCH (amd64, arm64)
# run. What it mounts and starts is gone with it, whatever ends it, and the machine's own table of emulators
# (binfmt_misc) stays as it is.
set -euo pipefail

if [ -z "${EFC_ROOM:-}" ]; then
  EFC_ROOM=here exec unshare --mount --propagation private --pid --fork --kill-child --mount-proc -- bash "${BASH_SOURCE[0]}" "$@"
fi
arch=$1
shift

# A copy of a FUSE or NFS mount would keep it alive after its owner's unmount.
while read -r _ _ _ _ point rest; do
  case ${rest#* - } in fuse* | nfs*) umount -l "$(printf '%b' "$point")" 2>/dev/null || true ;; esac
done </proc/self/mountinfo

case $(uname -m) in x86_64) machine=amd64 ;; aarch64) machine=arm64 ;; *) machine=$(uname -m) ;; esac
[ "$arch" != "$machine" ] || exec "$@"

case $arch in
  arm64) qemu="qemu-aarch64" ;;
  amd64) qemu="qemu-x86_64" ;;
  *) echo "room.sh: architecture $arch: amd64 and arm64 are known" >&2; exit 2 ;;
esac
line=/usr/lib/binfmt.d/$qemu.conf
emulator=$(command -v "$qemu-static") && [ -r "$line" ] || {
  echo "room.sh: no $qemu-static: install qemu-user-static" >&2
  exit 1
}

# Since Linux 6.7 a user namespace may have a binfmt_misc of its own. All users are mapped to themselves, by us: that
# takes a process that waits inside.
unshare --user --mount --propagation private -- sleep infinity &
holder=$!
trap 'kill -KILL $holder 2>/dev/null || true' EXIT
for _ in {1..100}; do
  [ "$(readlink "/proc/$holder/ns/user")" = "$(readlink /proc/self/ns/user)" ] || break
  sleep 0.05
done
echo '0 0 65536' >"/proc/$holder/uid_map"
echo '0 0 65536' >"/proc/$holder/gid_map"
# F: the emulator is opened now, and so need not be in what the command runs in.
rule=$(sed 's/:[^:]*:[A-Z]*$//' "$line"):$emulator:OCF
status=0
nsenter --target "$holder" --user --mount --setuid 0 --setgid 0 -- sh -c '
  mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc &&
  printf %s "$0" >/proc/sys/fs/binfmt_misc/register && exec "$@"' "$rule" "$@" || status=$?
exit "$status"
