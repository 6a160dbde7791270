# PostgreSQL: pgbench in rounds, on a cluster with checksums; in the end the balances agree, every transaction that pgbench counted
# is in the history, and each page is whole. As user postgres, with a socket directory of its own and no port.
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
data=$HERE/pg
sockets=$SCRATCH/pg
mkdir "$data" "$sockets"
chown postgres: "$data" "$sockets"
chmod 700 "$data"
# The test's directories are closed to other users; the server must be able to walk through them.
for directory in "$data" "$sockets"; do
  while directory=$(dirname "$directory") && [ "$directory" != / ]; do
    [ $((0$(stat -c %a "$directory") & 1)) = 1 ] || chmod o+x "$directory"
  done
done
as() { (cd / && exec runuser -u postgres -- env LC_ALL=C "$@") </dev/null; }
as "$bin/initdb" -k -A trust -D "$data" >"$SCRATCH/initdb.log"
cat >>"$data/postgresql.conf" <<C
listen_addresses = ''
unix_socket_directories = '$sockets'
shared_buffers = 16MB
max_wal_size = 64MB
checkpoint_timeout = 30s
C
# In the foreground, so that it ends with this script.
as "$bin/postgres" -D "$data" >"$sockets/server.log" 2>&1 &
server=$!
query() { as psql -h "$sockets" -At -c "$1" bench; }
tries=0
until as "$bin/pg_isready" -q -h "$sockets"; do
  tries=$((tries + 1))
  [ $tries -lt 600 ] || { cat "$sockets/server.log"; exit 1; }
  sleep 0.2
done
as createdb -h "$sockets" bench
as pgbench -h "$sockets" -i -q -s 1 bench >"$SCRATCH/pgbench.log" 2>&1
acknowledged=0
until read -t 0; do
  as pgbench -h "$sockets" -n -c 2 -t 50 -R 60 bench >"$SCRATCH/pgbench.log" 2>&1 || { cat "$SCRATCH/pgbench.log" "$sockets/server.log"; exit 1; }
  grep -q 'number of failed transactions: 0' "$SCRATCH/pgbench.log"
  acknowledged=$((acknowledged + 100))
done
sums=$(query "SELECT (SELECT sum(abalance) FROM pgbench_accounts), (SELECT sum(bbalance) FROM pgbench_branches),
  (SELECT sum(tbalance) FROM pgbench_tellers), (SELECT coalesce(sum(delta), 0) FROM pgbench_history), (SELECT count(*) FROM pgbench_history)")
[ "$(echo "$sums" | cut -d'|' -f1-4 | tr '|' '\n' | sort -u | wc -l)" = 1 ] || { echo "balances differ: $sums"; exit 1; }
[ "$(echo "$sums" | cut -d'|' -f5)" = "$acknowledged" ] || { echo "$acknowledged transactions were acknowledged: $sums"; exit 1; }
as "$bin/pg_ctl" -D "$data" -m fast -t 120 -w stop >/dev/null
wait "$server" || true
if grep -E 'PANIC|FATAL|ERROR' "$sockets/server.log" | grep -v 'shutting down\|starting up'; then exit 1; fi
as "$bin/pg_checksums" -c -D "$data" | grep 'Bad checksums:  0'
echo "operations $acknowledged"
