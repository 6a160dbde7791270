# rsync both ways by checksum, with hard links and owners; then it must find nothing left to do.
bash "$SCRIPTS/tree.sh" "$SCRATCH/tree"
bash "$SCRIPTS/listing.sh" "$SCRATCH/tree" >"$SCRATCH/want"
# rsync takes times of the same second for the same, and would leave those of what it has just made.
sleep 1.1
options=-aHAXJc # J: without the times of symbolic links, see listing.sh
rsync $options "$SCRATCH/tree/" "$HERE/there/"
left=$(rsync $options -ni --delete "$SCRATCH/tree/" "$HERE/there/")
[ -z "$left" ] || { echo "left to do: $left"; exit 1; }
bash "$SCRIPTS/listing.sh" "$HERE/there" | diff "$SCRATCH/want" -
rsync $options --sparse "$HERE/there/" "$SCRATCH/back/"
left=$(rsync $options -ni --delete "$HERE/there/" "$SCRATCH/back/")
[ -z "$left" ] || { echo "left to do on the way back: $left"; exit 1; }
printf changed | dd of="$SCRATCH/tree/a/random" bs=1 seek=1000000 conv=notrunc status=none
rm "$SCRATCH/tree/a/b/c/file5"
rsync $options --inplace --no-whole-file --delete "$SCRATCH/tree/" "$HERE/there/"
# rsync itself is late with the time of a directory that it deletes from: without directories.
bash "$SCRIPTS/listing.sh" "$SCRATCH/tree" | grep -av ' d ' >"$SCRATCH/changed"
bash "$SCRIPTS/listing.sh" "$HERE/there" | grep -av ' d ' | diff "$SCRATCH/changed" -
