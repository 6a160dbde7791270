#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Derives src/main/proto/csi.proto from the csi.proto of github.com/container-storage-interface/spec:
#
#   derive.sh UPSTREAM_CSI_PROTO VERSION        as in: derive.sh ~/spec/csi.proto v1.12.0
#
# Upstream does not compile with protobuf-java: a message with the map `parameters` and the map
# `mutable_parameters` gets two methods getMutableParameters(). The latter is renamed; its field number stays,
# so the wire is the same. Also lists upstream's field numbers for the test that compares them.
set -eu

[ $# -eq 2 ] || { sed -n '3,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
upstream=$1
version=$2
here=$(cd "$(dirname "$0")" && pwd)

{
  echo "// Derived by derive.sh from csi.proto $version of github.com/container-storage-interface/spec (Apache-2.0)."
  sed 's/\(map<string, string> \)mutable_parameters\( = [0-9]*;\)/\1modifiable_parameters\2/' "$upstream"
} > "$here/src/main/proto/csi.proto"

# One line for each field: Message.Nested.field=number, as upstream names it.
awk '
  { sub(/\/\/.*/, "") }
  /^[ \t]*(message|enum|service|oneof|extend)[ \t].*\{/ {
    kind[++depth] = $1; name[depth] = $2; sub(/{/, "", name[depth])
    if ($0 ~ /\}[ \t]*$/) depth--
    next
  }
  /^[ \t]*(rpc|option|import|package|syntax|reserved)/ { if ($0 ~ /\{[ \t]*$/) { kind[++depth] = "rpc"; name[depth] = "" } ; next }
  /\{[ \t]*$/ { kind[++depth] = "block"; name[depth] = ""; next }
  /^[ \t]*\}/ { depth--; next }
  depth > 0 && (kind[depth] == "message" || kind[depth] == "oneof") && /=[ \t]*[0-9]+/ {
    match($0, /[a-z_0-9]+[ \t]*=[ \t]*[0-9]+/)
    field = substr($0, RSTART, RLENGTH); gsub(/[ \t]/, "", field)
    path = ""
    for (i = 1; i <= depth; i++) if (kind[i] == "message") path = path name[i] "."
    print path field
  }
' "$upstream" | sort > "$here/src/test/resources/upstream-fields.txt"
