# SPDX-License-Identifier: Apache-2.0
# The node's root directory: its own, with the machine's programs in it, read-only. So the node holds no mount of the machine
# busy, and what pods write to the node (hostPath volumes) goes to the state directory and not to the machine.
# shellcheck shell=bash disable=SC2164

# Written by the kubelet and not in any namespace: it is given files to write instead.
MACHINE_WIDE="vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys kernel/keys/root_maxbytes"

show_read_only() {
  mkdir -p "$ROOT$1"
  mount --bind "$1" "$ROOT$1"
  mount -o remount,bind,ro "$ROOT$1"
}

# make_root: builds it and makes it the root of this mount namespace.
make_root() {
  local path cgroups
  ROOT=$CLUSTER_DIR/root
  mapfile -t cgroups < <(cgroup_options)
  mkdir -p "$ROOT"/{proc,sys,dev,run,tmp,root,mnt,var/lib/kubelet,var/log,var/tmp,.machine}
  chmod 1777 "$ROOT/tmp" "$ROOT/var/tmp"
  mount --bind "$ROOT" "$ROOT"
  for path in /usr /etc; do show_read_only "$path"; done
  for path in /bin /sbin /lib /lib64; do
    if [ -L "$path" ]; then ln -sfn "$(readlink "$path")" "$ROOT$path"; elif [ -d "$path" ]; then show_read_only "$path"; fi
  done
  show_read_only "$CLUSTER_SCRIPTS"
  show_read_only "$CLUSTER_BIN"
  mkdir -p "$ROOT$CLUSTER_DIR"
  mount --bind "$CLUSTER_DIR" "$ROOT$CLUSTER_DIR"
  mount --rbind /dev "$ROOT/dev"
  mount -t proc proc "$ROOT/proc"
  mount -t sysfs sysfs "$ROOT/sys"
  mount_cgroups "$ROOT/sys/fs/cgroup" "${cgroups[@]}"
  mount -t tmpfs -o mode=755 tmpfs "$ROOT/run"
  cd "$ROOT"
  pivot_root . .machine
  umount -l /.machine
  # Mount propagation between pods and the node starts from here.
  mount --make-rshared /
}

# hide_machine_wide: the kernel's settings that no namespace has.
hide_machine_wide() {
  local name file
  mkdir -p "$CLUSTER_DIR/sysctl"
  for name in $MACHINE_WIDE; do
    file=$CLUSTER_DIR/sysctl/${name//\//-}
    cat "/proc/sys/$name" >"$file"
    mount --bind "$file" "/proc/sys/$name"
  done
  # A start of the node looks like a start of the machine.
  cat /proc/sys/kernel/random/uuid >"$CLUSTER_DIR/sysctl/boot_id"
  mount --bind "$CLUSTER_DIR/sysctl/boot_id" /proc/sys/kernel/random/boot_id
}
