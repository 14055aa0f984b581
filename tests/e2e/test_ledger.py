"""The ledger while something else happens: a kill in the middle of an import, others who write to the store."""

import os
import pty
import re
import resource
import shutil
import signal
import sqlite3
import subprocess

import pytest

from house import BUILD, THANKS, letterbox, open_store

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
    taking.execute("DELETE FROM anchor_day")
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


# ---- how far it is ----

def on_terminal(*words):
    """What a person at a terminal sees, every byte of it."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([*map(str, words)], stdin=theirs, stdout=theirs, stderr=theirs,
                          env={**os.environ, "TERM": "xterm", "COLUMNS": ""}) as process:
        os.close(theirs)
        seen = b""
        try:
            while piece := os.read(ours, 65536):
                seen += piece
        except OSError:  # the other end is closed
            pass
        os.close(ours)
    assert process.returncode == 0, seen
    return seen.decode()


def shown(seen):
    """The lines that stand there in the end."""
    return [line.split("\r\033[K")[-1] for line in seen.replace("\r\n", "\n").split("\n")]


@pytest.fixture
def large(make_house):
    house = make_house()
    ledger(house.folder / "ledger/customers.csv", 20000, "long")
    house.template("thanks", THANKS)
    return house


def test_a_terminal_shows_how_far_it_is(large):
    """In one line that is written anew, and nothing of it stays; a pipe sees none of it."""
    ahead = r"Looking ahead until \d{4}-\d\d-\d\d: [1-9]\d* of 20000 customers\."
    for words, says in ((["check"], "Looking whom thanks reaches."), (["plan"], ahead)):
        quiet = large.cli(*words, timeout=600)
        assert "rows," not in quiet.stdout + quiet.stderr and "\033" not in quiet.stdout + quiet.stderr
        seen = on_terminal(BUILD / "followup", "-c", large.conf, *words)
        steps = re.findall(r"\r\033\[KReading customers\.csv: (\d+) %, (\d+) rows, (\d+) customers\.", seen)
        assert {rows for _, rows, _ in steps} == {"8192", "16384"}
        assert all(rows == people for _, rows, people in steps)
        assert re.search(r"\r\033\[K" + says, seen)
        assert shown(seen)[:-1] == quiet.stdout.splitlines(), seen


def test_an_import_by_command_shows_how_far_it_is(large):
    seen = on_terminal(BUILD / "followupd", "-c", large.conf, "--once=planner")
    assert "\r\033[KReading customers.csv: " in seen
    assert any("ledger read: 20000 customers" in line for line in shown(seen))


# ---- whom a letter reaches ----

def test_check_names_the_people(make_house):
    house = make_house()
    rows = [{"id": f"C{i:02}", "email": f"c{i}@x.example", "name": f"Name {i}", "region": "North" if i else "South",
             "pause_until": "2099-01-01" if i == 3 else ""} for i in range(24)]
    house.customers(rows)
    house.template("thanks", THANKS.replace("Valid:", 'Where:    "Region" = \'North\'\nValid:'))
    said = " ".join(house.cli("check").stdout.split())
    assert "thanks (live): 23 people" in said
    assert "Name 1 (C01), Name 2 (C02), Name 4 (C04), " in said and "Name 21 (C21) and 2 more: " in said
    assert "This would go to 22 people; not to 1: 1 paused." in re.sub(", (next on|to each on) [^;.]*", "", said)
    lines = house.cli("check", "--people").stdout.splitlines()
    for i in range(1, 24):
        assert any(line.startswith(f"    - Name {i} (C{i:02}): " if i == 3 else f"    Name {i} (C{i:02})") for line in lines)
    assert not any("Name 0" in line or "more:" in line for line in lines)
    house.template("thanks", THANKS.replace("Valid:", "Where:    regoin = 'North'\nValid:"))
    assert "no column regoin; the nearest is region" in house.cli("check", expect=65).stdout


def test_nobody_is_known_before_a_ledger_was_read(make_house):
    house = make_house()
    house.customers([{"id": "1", "email": "elena@north.example"}])
    for words in (["why", "1"], ["show", "elena@north.example"], ["optout", "1"]):
        assert "no ledger was read yet" in house.cli(*words, expect=None).stderr
    house.once("planner", now="2026-10-05T05:00:00Z")
    assert "the ledger knows no customer \"2\"" in house.cli("why", "2", expect=None).stderr
    house.cli("why", "1")


# ---- the others go on ----

def test_planning_sending_and_reading_go_on_while_a_ledger_is_taken(make_house):
    """Somebody holds the right to write what is taken from the ledger, in the middle of a long import:
    letters are planned and leave, answers are read, people decide, and none of it waits for him. What
    a ledger takes is one transaction there, and none in the store: see above."""
    house = make_house()
    house.customers([{"id": "1", "email": "elena@north.example", "first_name": "Elena"},
                     {"id": "2", "email": "soren@south.example", "first_name": "Søren"},
                     {"id": "3", "email": "hana@east.example", "first_name": "花"}])
    house.once("planner", now="2026-10-05T05:00:00Z")
    taking = sqlite3.connect(f"{house.store}-ledger", timeout=0, isolation_level=None)
    taking.create_function("letterbox", 1, letterbox, deterministic=True)
    taking.execute("BEGIN IMMEDIATE")
    taking.execute("DELETE FROM anchor_day")
    taking.execute("UPDATE customer SET name='somebody else', email='else@x.example', present=0")
    house.release("thanks", THANKS, now="2026-10-05T05:05:00Z")
    house.once("planner", now="2026-10-05T05:06:00Z")
    assert set(house.states("thanks")) == {"1", "2", "3"}
    house.once("sender", now="2026-10-06T10:00:00Z")
    assert set(house.states("thanks").values()) == {"SENT"}
    letter = house.mailbox("elena@north.example")[-1]
    house.customer_reply(letter, "Where is my parcel?")
    house.once("listener", now="2026-10-06T10:10:00Z")
    assert [r["customer"] for r in house.sql("SELECT customer FROM conversation WHERE state='WAITING'")] == ["1"]
    house.cli("optout", "2")
    assert "thanks                   3 letters" in house.cli("plan", "--now", "2026-10-06T11:00").stdout
    assert house.one("SELECT count(*) FROM suppression") == 1
    taking.execute("ROLLBACK")
    assert house.one("SELECT count(*) FROM customer WHERE present=1") == 3
