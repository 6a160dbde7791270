# Makes a tree with all that archivers keep: owners, modes, times, hard links, sparse files, links, FIFOs, odd names.
tree=$1
mkdir -p "$tree"/{a/b/c,empty,sticky}
chmod 1777 "$tree/sticky"
chmod 2750 "$tree/a/b"
for i in $(seq $((LONG ? 3000 : 100))); do echo "content $i" >"$tree/a/b/c/file$i"; done
head -c 3000001 /dev/urandom >"$tree/a/random"
truncate -s 16M "$tree/sparse"
printf tail | dd of="$tree/sparse" bs=1 seek=13000000 conv=notrunc status=none
printf x | dd of="$tree/sparse" bs=1 seek=8192 conv=notrunc status=none
ln "$tree/a/random" "$tree/a/b/hard"
ln "$tree/a/random" "$tree/hard too"
ln -s a/random "$tree/link"
ln -s nowhere "$tree/dangling"
mkfifo -m 640 "$tree/fifo"
: >"$tree/empty file"
echo x >"$tree/$(printf 'na\nme \377 with odd bytes')"
echo x >"$tree/$(printf 'n%.0s' $(seq 255))"
install -m 4755 /bin/true "$tree/setuid"
chown 1234:4321 "$tree/a/b/c/file1" "$tree/empty"
chown -h 1234:4321 "$tree/link"
chmod 000 "$tree/a/b/c/file2"
touch -h -d '2001-02-03 04:05:06.123456789' "$tree/a/b/c/file3" "$tree/link"
touch -d '1999-12-31 23:59:59.5' "$tree/a/b" "$tree/empty"
