#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# rehearse.sh ARGFILE CACHE SOCKET ARGUMENT...: starts "java @ARGFILE ARGUMENT..." in an image's build, waits until it listens
# at SOCKET, ends it, and has the JVM leave a cache of the classes that took (JEP 514), which ARGFILE names from then on.
set -eu
argfile=$1 cache=$2 socket=$3
shift 3
export MALLOC_ARENA_MAX=2
/opt/efc/runtime/bin/java "-XX:AOTCacheOutput=$cache" "@$argfile" "$@" &
java=$!
looks=0
until [ -S "$socket" ]; do
  looks=$((looks + 1))
  # An emulated one takes minutes.
  [ "$looks" -lt 3000 ] || { echo "rehearse: nobody listens at $socket" >&2; kill -KILL "$java"; exit 1; }
  sleep 0.2
done
sleep 1
kill -TERM "$java"
wait "$java" || true # 143
[ -s "$cache" ] || { echo "rehearse: there is no $cache" >&2; exit 1; }
{ echo "-XX:AOTCache=$cache"; cat "$argfile"; } >"$argfile.new"
mv "$argfile.new" "$argfile"
touch -h -r "$(dirname "$cache")/java.args" "$cache" "$argfile"
