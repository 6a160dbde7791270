# PostgreSQL: initdb with checksums, pgbench, an immediate stop (as after a crash), recovery, equal sums,
# and its own check of every page. As user postgres, with a port and a socket directory of its own.
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
data=$HERE/pg
sockets=$SCRATCH/pg-sockets
mkdir "$data" "$sockets"
chown postgres: "$data" "$sockets"
chmod 700 "$data"
# The test's directories are closed to other users; the server must be able to walk through them.
for directory in "$data" "$sockets"; do
  while directory=$(dirname "$directory") && [ "$directory" != / ]; do
    [ $((0$(stat -c %a "$directory") & 1)) = 1 ] || chmod o+x "$directory"
  done
done
as() { (cd / && runuser -u postgres -- env LC_ALL=C "$@"); }
as "$bin/initdb" -k -A trust -D "$data" >"$SCRATCH/initdb.log"
cat >>"$data/postgresql.conf" <<C
listen_addresses = ''
unix_socket_directories = '$sockets'
shared_buffers = 16MB
max_wal_size = 64MB
C
trap 'as "$bin/pg_ctl" -D "$data" -m immediate -t 60 -w stop >/dev/null 2>&1 || true' EXIT
start() { as "$bin/pg_ctl" -D "$data" -l "$sockets/server.log" -t 120 -w start >/dev/null || { cat "$sockets/server.log"; exit 1; }; }
query() { as psql -h "$sockets" -At -c "$1" bench; }
start
as createdb -h "$sockets" bench
as pgbench -h "$sockets" -i -q -s $((LONG ? 10 : 1)) bench >"$SCRATCH/pgbench.log" 2>&1
as pgbench -h "$sockets" -n -c 4 -j 2 -T $((LONG ? 15 : 3)) bench | tee "$SCRATCH/pgbench.log" | grep 'tps' || true
grep -q 'number of failed transactions: 0' "$SCRATCH/pgbench.log"
sums="SELECT (SELECT sum(abalance) FROM pgbench_accounts), (SELECT sum(bbalance) FROM pgbench_branches),
  (SELECT sum(tbalance) FROM pgbench_tellers), (SELECT coalesce(sum(delta), 0) FROM pgbench_history), (SELECT count(*) FROM pgbench_history)"
before=$(query "$sums")
as "$bin/pg_ctl" -D "$data" -m immediate -w stop >/dev/null
start
after=$(query "$sums")
[ "$before" = "$after" ] || { echo "sums before the stop $before, after recovery $after"; exit 1; }
[ "$(echo "$after" | cut -d'|' -f1-4 | tr '|' '\n' | sort -u | wc -l)" = 1 ] || { echo "balances differ: $after"; exit 1; }
as vacuumdb -h "$sockets" -q -z bench
as "$bin/pg_ctl" -D "$data" -m fast -w stop >/dev/null
as "$bin/pg_checksums" -c -D "$data" | grep -q 'Bad checksums:  0'
