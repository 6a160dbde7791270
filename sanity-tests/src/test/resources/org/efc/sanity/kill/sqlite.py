# SPDX-License-Identifier: Apache-2.0
"""sqlite.py DATABASE WRITER: transactions in a loop, in WAL mode, on a database that other writers have open too. What COMMIT
acknowledged must be there in the end: "acknowledged N", and the database must be whole."""
import select
import sqlite3
import sys
import time

path, writer = sys.argv[1], int(sys.argv[2])


def stopped():
    return bool(select.select([sys.stdin], [], [], 0)[0])


def switch_to_wal():
    """Of two that switch at once SQLite refuses one, without waiting for its timeout (on a native directory, too)."""
    for _ in range(1200):
        try:
            return database.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        except sqlite3.OperationalError as e:
            if "locked" not in str(e):
                raise
            time.sleep(0.1)
    sys.exit("the database stays locked")


database = sqlite3.connect(path, timeout=120, isolation_level=None)
mode = switch_to_wal()
if mode != "wal":
    sys.exit(f"journal mode is {mode}")
database.execute("CREATE TABLE IF NOT EXISTS t(writer INTEGER, n INTEGER, s TEXT, UNIQUE(writer, n))")
acknowledged = 0
while not stopped():
    database.execute("BEGIN IMMEDIATE")
    database.execute("INSERT INTO t VALUES(?, ?, hex(randomblob(200)))", (writer, acknowledged))
    database.execute("COMMIT")
    acknowledged += 1
    if acknowledged % 100 == 0:
        database.execute("PRAGMA wal_checkpoint")
    time.sleep(0.01)
whole = database.execute("PRAGMA integrity_check").fetchone()[0]
count, last = database.execute("SELECT count(*), coalesce(max(n), -1) FROM t WHERE writer = ?", (writer,)).fetchone()
database.close()
print(f"operations {acknowledged}")
print(f"acknowledged {acknowledged}")
if whole != "ok" or count != acknowledged or last != acknowledged - 1:
    sys.exit(f"integrity {whole}, {count} rows up to {last}, {acknowledged} transactions were acknowledged")
