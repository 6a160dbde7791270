# SPDX-License-Identifier: Apache-2.0
# The node's own part of each cgroup hierarchy. Needs state.sh.
# shellcheck shell=bash

has_cgroup2() { [ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ]; }

# cgroup_hierarchies: where each is mounted. Version 2 has one; version 1 one for each controller or group of them.
cgroup_hierarchies() {
  if has_cgroup2; then
    echo /sys/fs/cgroup
  else
    awk '$3 == "cgroup" && $2 ~ "^/sys/fs/cgroup/" { print $2 }' /proc/self/mounts | sort -u
  fi
}

make_cgroups() {
  local hierarchy own
  for hierarchy in $(cgroup_hierarchies); do
    own=$hierarchy/$CLUSTER_CGROUP
    mkdir -p "$own"
    # A new cpuset has no processors and no memory, and takes no process until it has.
    if [ -e "$hierarchy/cpuset.mems" ] && ! has_cgroup2; then
      cat "$hierarchy/cpuset.cpus" >"$own/cpuset.cpus"
      cat "$hierarchy/cpuset.mems" >"$own/cpuset.mems"
    fi
  done
  if has_cgroup2; then
    cat /sys/fs/cgroup/cgroup.subtree_control >"$CLUSTER_DIR/run/controllers"
    delegate_controllers /sys/fs/cgroup || {
      echo "can't give cgroup controllers to /sys/fs/cgroup/$CLUSTER_CGROUP: the processes in /sys/fs/cgroup itself are in the way" >&2
      echo "(a container's own cgroup namespace). Start the container with --cgroupns=host" >&2
      return 1
    }
  fi
}

# delegate_controllers DIR: the cgroups below it may use all of its controllers.
delegate_controllers() {
  local controller controllers
  read -ra controllers <"$1/cgroup.controllers"
  for controller in "${controllers[@]}"; do
    echo "+$controller" >"$1/cgroup.subtree_control" || return 1
  done 2>/dev/null
}

# enter_cgroups: moves this process there, before "unshare --cgroup".
enter_cgroups() {
  local hierarchy
  for hierarchy in $(cgroup_hierarchies); do
    echo 0 >"$hierarchy/$CLUSTER_CGROUP/cgroup.procs"
  done
}

# mount_cgroups TARGET: after "unshare --cgroup" in the node's root, where what is above can't be seen.
# The options say which controllers there are: version 1 is asked for them by name.
mount_cgroups() {
  local target=$1 name options
  shift
  if [ $# -eq 0 ]; then
    mount -t cgroup2 cgroup2 "$target"
    # Only leaves may hold processes.
    mkdir "$target/node"
    echo 1 >"$target/node/cgroup.procs"
    delegate_controllers "$target"
    return
  fi
  mount -t tmpfs -o mode=755 tmpfs "$target"
  for options in "$@"; do
    name=${options#none,name=}
    mkdir "$target/$name"
    mount -t cgroup -o "$options" cgroup "$target/$name"
    case $name in # cpu and cpuacct are often one
      *,*) for link in ${name//,/ }; do ln -s "$name" "$target/$link"; done ;;
    esac
  done
}

# cgroup_options: one line for each hierarchy of version 1, as mount wants them; none for version 2.
cgroup_options() {
  local names
  has_cgroup2 && return
  while IFS=: read -r _ names _; do
    case $names in
      '') ;; # version 2 beside version 1, without controllers
      name=*) echo "none,$names" ;;
      *) echo "$names" ;;
    esac
  done </proc/self/cgroup | while read -r names; do
    # Only what the machine has mounted.
    [ ! -d "/sys/fs/cgroup/${names#none,name=}" ] || echo "$names"
  done
}

# own_cgroups: every directory that is the node's, the deepest first.
own_cgroups() {
  local hierarchy
  for hierarchy in $(cgroup_hierarchies); do
    [ ! -d "$hierarchy/$CLUSTER_CGROUP" ] || find "$hierarchy/$CLUSTER_CGROUP" -depth -type d
  done
}

remove_cgroups() {
  local directory
  own_cgroups | while read -r directory; do rmdir "$directory" 2>/dev/null || true; done
  [ -z "$(own_cgroups)" ] || return 1
  ! has_cgroup2 || take_back_controllers /sys/fs/cgroup
}

# take_back_controllers DIR: those that make_cgroups gave to what is below it. One that another uses by now stays.
take_back_controllers() {
  local controller before
  [ -e "$CLUSTER_DIR/run/controllers" ] || return 0
  before=" $(cat "$CLUSTER_DIR/run/controllers") "
  for controller in $(cat "$1/cgroup.subtree_control"); do
    case $before in
      *" $controller "*) ;;
      *) echo "-$controller" >"$1/cgroup.subtree_control" 2>/dev/null || true ;;
    esac
  done
}
