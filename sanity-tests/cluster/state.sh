# SPDX-License-Identifier: Apache-2.0
# What the cluster's scripts share: where its state is, and which processes are its.
# shellcheck shell=bash disable=SC2034,SC2153

# Set by the caller: CLUSTER_DIR, the state directory; its path is the same inside the node.
CLUSTER_NODE=node1
CLUSTER_IP=10.99.0.1
# Two clusters on one machine, of two state directories, don't meet: all else is in namespaces.
CLUSTER_CGROUP=efc-cluster-$(printf %s "$CLUSTER_DIR" | sha256sum | cut -c1-8)

now_ms() { local now=${EPOCHREALTIME/[.,]/}; echo $((now / 1000)); }

# await SECONDS WHAT COMMAND...: runs the command until it succeeds; 1 and a message when the time is over.
await() {
  local limit=$1 what=$2 deadline
  shift 2
  deadline=$((SECONDS + limit))
  until "$@" >/dev/null 2>&1; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      echo "waited $limit s for $what" >&2
      return 1
    fi
    sleep 0.1
  done
}

# started PID: when this process began, in ticks since boot; a number that is used again has another.
started() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  stat=${stat##*) } # the name, in parentheses, may hold anything
  cut -d' ' -f20 <<<"$stat"
}

# node_pid: process 1 of the node, as the machine sees it; 1 when there is no node.
node_pid() {
  local pid began
  read -r pid began 2>/dev/null <"$CLUSTER_DIR/run/node" || return 1
  [ "$(started "$pid")" = "$began" ] && echo "$pid"
}

# node_processes [KIND...]: every process in the node's namespaces of these kinds, or of any, one id a line; also those that
# entered from outside.
node_processes() {
  local kind number names=()
  [ -s "$CLUSTER_DIR/run/namespaces" ] || return 0
  while read -r kind number; do
    case " ${*:-$kind} " in *" $kind "*) names+=(-o -lname "$kind:\\[$number\\]") ;; esac
  done <"$CLUSTER_DIR/run/namespaces"
  find /proc/[0-9]*/ns -maxdepth 1 "(" "${names[@]:1}" ")" 2>/dev/null | cut -d/ -f3 | sort -un
}
