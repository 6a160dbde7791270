# SQLite: four processes add to one counter; its locks must let no addition be lost.
additions=$((LONG ? 200 : 25))
for mode in delete wal; do
  db=$HERE/$mode.db
  sqlite3 "$db" "PRAGMA journal_mode=$mode; CREATE TABLE c(n INTEGER); INSERT INTO c VALUES(0);
    CREATE TABLE log(process INTEGER, n INTEGER);" >/dev/null
  pids=()
  for process in 1 2 3 4; do
    for _ in $(seq $additions); do
      echo "BEGIN IMMEDIATE; UPDATE c SET n = n + 1; INSERT INTO log SELECT $process, n FROM c; COMMIT;"
    done | sqlite3 -cmd '.timeout 60000' -bail "$db" &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid"; done
  [ "$(sqlite3 "$db" 'SELECT n FROM c; SELECT count(DISTINCT n) FROM log; PRAGMA integrity_check;')" = "$((4 * additions))
$((4 * additions))
ok" ]
done
