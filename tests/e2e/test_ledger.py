"""The ledger while something else happens: a kill in the middle of an import, others who write to the store."""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess

import pytest

from house import BUILD, open_store

IMPORT = BUILD / "tests/bench/import"


def ledger(path, count, version):
    with open(path, "w", encoding="utf-8") as out:
        out.write("id,email,name,since,birthday,note\n")
        for i in range(count):
            out.write(f"C{i:06},c{i}@x.example,Name {i},2019-02-{i % 28 + 1:02},1980-05-{i % 28 + 1:02},{version}\n")


def taken(store):
    """How many customers there are, which versions of their rows, and their dates."""
    db = open_store(store, "ro")
    try:
        return (db.execute("SELECT count(*) FROM customer WHERE present=1").fetchone()[0],
                {v for v, in db.execute("SELECT DISTINCT json_extract(extra, '$.note') FROM customer")},
                db.execute("SELECT count(*) FROM anchor").fetchone()[0],
                db.execute("SELECT value FROM ledger_fact WHERE key='source'").fetchone()[0])
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
    other = shop / "other.db"
    for end in ("", "-ledger"):
        shutil.copy(f"{store}{end}", f"{other}{end}")
    keeps = open_store(other)  # as long as it is open the log stays
    keeps.execute("SELECT count(*) FROM customer").fetchall()
    subprocess.run([IMPORT, other, path], check=True, stdout=subprocess.DEVNULL)
    log = os.path.getsize(f"{other}-ledger-wal")
    keeps.close()
    for eighth in range(8):  # the kernel ends the process in the middle of that write
        run = subprocess.run([IMPORT, store, path], stdout=subprocess.DEVNULL, check=False,
                             preexec_fn=lambda n=log * eighth // 8: resource.setrlimit(resource.RLIMIT_FSIZE, (n, n)))
        assert run.returncode == -signal.SIGXFSZ
        assert taken(store) == before
    subprocess.run([IMPORT, store, path], check=True, stdout=subprocess.DEVNULL)
    assert taken(store)[:3] == (3300, {"new"}, 3300 * 3)
    assert taken(store)[:3] == taken(other)[:3]


def test_an_import_and_the_others_do_not_wait_for_one_another(shop):
    """It needs the store's own lock at no time, and takes it from nobody: it is done while another
    holds it, and while an import holds its own the store is written to."""
    store, path = shop / "store.db", shop / "customers.csv"
    ledger(path, 3300, "new")
    other = sqlite3.connect(store, timeout=0, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO meta VALUES ('test', 1)")
    subprocess.run([IMPORT, store, path], check=True, stdout=subprocess.DEVNULL)
    assert taken(store)[:3] == (3300, {"new"}, 3300 * 3)
    other.execute("COMMIT")
    taking = sqlite3.connect(f"{store}-ledger", timeout=0, isolation_level=None)
    taking.execute("BEGIN IMMEDIATE")
    taking.execute("DELETE FROM anchor")
    other.execute("UPDATE meta SET value=2 WHERE key='test'")
    assert taken(store)[2] == 3300 * 3
    taking.execute("ROLLBACK")


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
