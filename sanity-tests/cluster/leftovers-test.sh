#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Leaves one thing of each kind behind, and expects leftovers.sh to name exactly that. In namespaces of its own.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ "${1:-}" != inside ]; then
  exec timeout 60 unshare --mount --net --propagation private bash "$here/leftovers-test.sh" inside
fi
CLUSTER_DIR=$(mktemp -d)
export CLUSTER_DIR
. "$here/state.sh"
. "$here/cgroups.sh"
mkdir "$CLUSTER_DIR/run" "$CLUSTER_DIR/mounted"
"$here/leftovers.sh" remember
other=
end_other() { [ -z "$other" ] || { kill -KILL "$other" && wait "$other"; } 2>/dev/null || true; other=; }
trap 'end_other; remove_cgroups || true; umount "$CLUSTER_DIR/mounted" 2>/dev/null || true; rm -rf "$CLUSTER_DIR"' EXIT

# expect WORDS: leftovers.sh must fail, and name nothing else. expect_nothing: it must not fail.
expect() {
  local found
  if found=$("$here/leftovers.sh" check 2>&1); then echo "not noticed: $1" >&2; exit 1; fi
  if sed 1d <<<"$found" | grep -qvE "$1"; then echo "besides $1, this was named: $found" >&2; exit 1; fi
}
expect_nothing() { "$here/leftovers.sh" check || { echo "that should have been nothing: $1" >&2; exit 1; }; }

# A namespace that has no process.
echo "net 1" >"$CLUSTER_DIR/run/namespaces"
expect_nothing "at the beginning"

unshare --net sleep 60 &
other=$!
own=$(stat -Lc %i /proc/self/ns/net)
changed() { [ "$(stat -Lc %i "/proc/$other/ns/net")" != "$own" ]; }
await 10 "a process in another network" changed
echo "net $(stat -Lc %i "/proc/$other/ns/net")" >"$CLUSTER_DIR/run/namespaces"
expect "^process $other: sleep 60"

touch "$CLUSTER_DIR/run/net"
mount --bind "/proc/$other/ns/net" "$CLUSTER_DIR/run/net"
end_other
expect '^mount (of a namespace|/)'
umount "$CLUSTER_DIR/run/net"
expect_nothing "after the process and its network"

mount -t tmpfs tmpfs "$CLUSTER_DIR/mounted"
expect "^mount $CLUSTER_DIR/mounted"
umount "$CLUSTER_DIR/mounted"

make_cgroups
expect "^cgroup /sys/fs/cgroup/"
remove_cgroups

ip link add node0 type bridge
expect "^network device node0"
ip link delete node0

sed -i 's/^kernel.panic = .*/kernel\/panic = -7/' "$CLUSTER_DIR/run/settings"
expect "^setting was changed: kernel/panic = "
echo "leftovers-test: ok" >&2
