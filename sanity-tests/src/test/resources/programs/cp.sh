# cp -a into the mount, within it and out of it; diff -r; rm -r leaves nothing.
bash "$SCRIPTS/tree.sh" "$SCRATCH/tree"
bash "$SCRIPTS/listing.sh" "$SCRATCH/tree" >"$SCRATCH/want"
cp -a "$SCRATCH/tree" "$HERE/one"
cp -a "$HERE/one" "$HERE/two"
cp -a "$HERE/two" "$SCRATCH/back"
for copy in "$HERE/one" "$HERE/two" "$SCRATCH/back"; do
  bash "$SCRIPTS/listing.sh" "$copy" | diff "$SCRATCH/want" -
done
rm "$HERE/one/fifo" "$HERE/two/fifo" # diff does not read FIFOs
diff -r --no-dereference "$HERE/one" "$HERE/two"
mv "$HERE/two" "$SCRATCH/moved" # to another file system: a copy and a removal
[ ! -e "$HERE/two" ]
rm -r "$HERE/one"
[ -z "$(ls -A "$HERE")" ]
