# SQLite in each journal mode: rows, index, update, delete, vacuum, and its own integrity check.
rows=$((LONG ? 50000 : 5000))
for mode in delete truncate persist wal; do
  db=$HERE/$mode.db
  [ "$(sqlite3 "$db" "PRAGMA journal_mode=$mode;")" = "$mode" ]
  sqlite3 "$db" "
    CREATE TABLE t(i INTEGER PRIMARY KEY, s TEXT);
    BEGIN;
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT $rows)
      INSERT INTO t SELECT i, hex(randomblob(20)) FROM n;
    COMMIT;
    CREATE INDEX by_s ON t(s);
    UPDATE t SET s = 'x' || s WHERE i % 3 = 0;
    DELETE FROM t WHERE i % 5 = 0;
    VACUUM;"
  [ "$(sqlite3 "$db" 'PRAGMA integrity_check; SELECT count(*) FROM t;')" = "ok
$((rows - rows / 5))" ]
  # The same bytes, read by a process that has nothing cached of them.
  cp "$db" "$SCRATCH/copy.db"
  [ "$(sqlite3 "$SCRATCH/copy.db" 'PRAGMA integrity_check;')" = ok ]
done
