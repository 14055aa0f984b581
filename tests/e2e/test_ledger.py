"""The ledger while something else happens: a kill in the middle of an import, others who write to the store."""

import os
import signal
import sqlite3
import subprocess
import threading
import time

import pytest

from house import BUILD

IMPORT = BUILD / "tests/bench/import"


def ledger(path, count, version):
    with open(path, "w", encoding="utf-8") as out:
        out.write("id,email,name,since,birthday,note\n")
        for i in range(count):
            out.write(f"C{i:06},c{i}@x.example,Name {i},2019-02-{i % 28 + 1:02},1980-05-{i % 28 + 1:02},{version}\n")


def taken(store):
    """How many customers there are, which versions of their rows, and their dates."""
    db = sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=10)
    try:
        return (db.execute("SELECT count(*) FROM customer WHERE present=1").fetchone()[0],
                {v for v, in db.execute("SELECT DISTINCT json_extract(extra, '$.note') FROM customer")},
                db.execute("SELECT count(*) FROM anchor").fetchone()[0],
                db.execute("SELECT value FROM meta WHERE key='ledger.source'").fetchone()[0])
    finally:
        db.close()


@pytest.fixture
def shop(tmp_path):
    ledger(tmp_path / "customers.csv", 3000, "old")
    subprocess.run([IMPORT, tmp_path / "store.db", tmp_path / "customers.csv"], check=True, stdout=subprocess.DEVNULL)
    return tmp_path


def test_a_kill_in_the_middle_leaves_the_old_ledger_whole(shop):
    store, path = shop / "store.db", shop / "customers.csv"
    before = taken(store)
    ledger(path, 3300, "new")
    start = time.monotonic()
    subprocess.run(["cp", store, shop / "other.db"], check=True)
    subprocess.run([IMPORT, shop / "other.db", path], check=True, stdout=subprocess.DEVNULL)
    whole = time.monotonic() - start
    killed = 0
    for step in range(8):
        run = subprocess.Popen([IMPORT, store, path], stdout=subprocess.DEVNULL)
        time.sleep(whole * (step + 1) / 10)
        run.send_signal(signal.SIGKILL)
        if run.wait() == 0:
            break
        killed += 1
        now = taken(store)
        assert now == before or now[:3] == (3300, {"new"}, 3300 * 3)
    assert killed
    subprocess.run([IMPORT, store, path], check=True, stdout=subprocess.DEVNULL)
    assert taken(store)[:3] == (3300, {"new"}, 3300 * 3)
    assert taken(store)[:3] == taken(shop / "other.db")[:3]


def test_others_write_while_a_ledger_is_read(shop):
    """Rows that did not change lock nobody out: the store is only locked for what is written."""
    store, path = shop / "store.db", shop / "customers.csv"
    ledger(path, 3000, "old")
    with open(path, "a", encoding="utf-8") as out:
        out.write("C999999,new@x.example,New,2019-02-01,,old\n" + "\n" * 3)
    ended = threading.Event()

    def others():
        db = sqlite3.connect(store, timeout=10, isolation_level=None)
        while not ended.is_set():
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT INTO meta VALUES ('test', 1) ON CONFLICT DO UPDATE SET value=value+1")
            db.execute("COMMIT")
            time.sleep(.005)  # who writes without a breath lets nobody in, on any machine
        db.close()

    thread = threading.Thread(target=others)
    thread.start()
    try:
        subprocess.run([IMPORT, store, path], check=True, stdout=subprocess.DEVNULL)
    finally:
        ended.set()
        thread.join()
    assert taken(store)[0] == 3001


def test_the_ledger_is_left_as_it_was(shop):
    """The same file, bytes, times: nobody sees that it was read."""
    path = shop / "customers.csv"
    os.utime(path, ns=(10**18, 10**18 + 5))
    before = path.stat()
    subprocess.run([IMPORT, shop / "fresh.db", path], check=True, stdout=subprocess.DEVNULL)
    after = path.stat()
    assert (before.st_ino, before.st_mtime_ns, before.st_ctime_ns, before.st_size) == (
        after.st_ino, after.st_mtime_ns, after.st_ctime_ns, after.st_size)
    assert after.st_atime_ns == before.st_atime_ns  # it is our own file: O_NOATIME is allowed
    assert sorted(p.name for p in shop.iterdir() if p.name.startswith("customers")) == ["customers.csv"]
