# A build: Go's compiler and linker with source, cache, temporary files and result on the mount.
mkdir "$HERE/cache" "$HERE/tmp"
mkdir -p "$HERE/program"
cd "$HERE/program"
printf 'module program\n\ngo 1.24\n' >go.mod
cat >main.go <<'G'
package main

import "fmt"

func main() { fmt.Println("built") }
G
export GOCACHE=$HERE/cache GOTMPDIR=$HERE/tmp TMPDIR=$HERE/tmp GOFLAGS=-mod=mod GOTOOLCHAIN=local GOPROXY=off CGO_ENABLED=0
go build -o "$HERE/first" .
[ "$("$HERE/first")" = built ]
go build -o "$HERE/second" . # from the cache
cmp "$HERE/first" "$HERE/second"
go vet .
if [ "$LONG" = 1 ]; then
  go build -o "$HERE/covdata" cmd/covdata
  "$HERE/covdata" >"$HERE/said" 2>&1 || true # it says how it is used, and fails
  grep -q usage "$HERE/said"
fi
