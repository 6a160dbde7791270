# tar: a tree with owners, modes, hard links, a sparse file, out of the mount and into it, twice.
bash "$SCRIPTS/tree.sh" "$SCRATCH/tree"
bash "$SCRIPTS/listing.sh" "$SCRATCH/tree" >"$SCRATCH/want"
mkdir "$HERE/out"
tar -C "$SCRATCH/tree" --format=pax --sparse -cf "$SCRATCH/in.tar" .
tar -C "$HERE/out" -xpf "$SCRATCH/in.tar" --numeric-owner
bash "$SCRIPTS/listing.sh" "$HERE/out" | diff "$SCRATCH/want" -
[ "$(stat -c %b "$HERE/out/sparse")" -lt 2000 ] || { echo "the sparse file has $(stat -c %b "$HERE/out/sparse") blocks"; exit 1; }
tar -C "$HERE/out" --format=pax --sparse -czf "$HERE/back.tar.gz" .
mkdir "$SCRATCH/back"
tar -C "$SCRATCH/back" -xpzf "$HERE/back.tar.gz" --numeric-owner
bash "$SCRIPTS/listing.sh" "$SCRATCH/back" | diff "$SCRATCH/want" -
tar -C "$HERE/out" --compare -f "$SCRATCH/in.tar"
