# fsx, again and again with new seeds: each read is compared with what was written. It says itself how a failure is repeated.
cat >"$SCRATCH/fsx.toml" <<C
[weights]
read = 10
write = 10
mapread = 10
mapwrite = 10
truncate = 2
close_open = 1
invalidate = 1
fsync = 1
copy_file_range = 2
C
round=0
until read -t 0; do
  fsx -q -S $(((SEED + round) % 2147483648)) -N 300 -P "$SCRATCH" -f "$SCRATCH/fsx.toml" "$HERE/fsx" </dev/null
  round=$((round + 1))
  sleep 0.2
done
echo "operations $((round * 300))"
