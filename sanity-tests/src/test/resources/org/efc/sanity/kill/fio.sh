# fio --verify, again and again: random reads and writes of a file whose blocks carry checksums, by another engine each time.
engines=(psync mmap libaio)
round=0
until read -t 0; do
  engine=${engines[$((round % 3))]}
  fio --name=verify --filename="$HERE/fio" --rw=randrw --bs=4k --size=2m --ioengine="$engine" --iodepth=4 \
    --direct=$((round % 3 == 2)) --rate_iops=250 --fsync=32 --randseed=$((SEED + round)) --verify=crc32c --do_verify=1 --verify_fatal=1 \
    --verify_state_save=0 --fallocate=none --output-format=terse --output="$SCRATCH/fio.out" </dev/null || { cat "$SCRATCH/fio.out"; exit 1; }
  round=$((round + 1))
done
echo "operations $round"
