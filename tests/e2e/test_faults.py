"""What goes wrong around the daemon: survived, told, nothing lost, nothing sent twice.

Servers that stop, stall, change their certificate or refuse the password stand in test_daemon.py,
kills at every commit in test_crash.py.
"""

import re
import subprocess

import pytest

from house import BUILD

DAY = "2026-10-06"
MORNING, NOON = f"{DAY}T06:00:00Z", f"{DAY}T12:00:00Z"
CUSTOMERS = ("elena@north.example", "soren@south.example", "hana@east.example")


def letters(shop):
    return [len(shop.mailbox(c)) for c in CUSTOMERS]


def limited(shop, now, blocks):
    """One run that may write no file longer than so many blocks of 512 bytes: a disk that is full."""
    return subprocess.run(
        ["sh", "-c", f'trap "" XFSZ; ulimit -f {blocks}; exec "$@"', "sh", BUILD / "followupd",
         "-c", shop.conf, "--once", f"--now={now}"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)


def test_a_disk_that_is_full_at_every_commit(shop):
    """From no room at all to room enough, in steps: each run that fails says so, and together they
    send each letter once."""
    failed = told = 0
    for blocks in (0, 8, 40, 90, 140, 190, 240, 300, 400, 600, 900):
        for now in (MORNING, NOON):
            shop.mail.settle()
            done = limited(shop, now, blocks)
            assert done.returncode >= 0, done.stderr  # never a crash
            failed += done.returncode != 0
            told += done.returncode != 0 and bool(re.search("full|written|read|opened", done.stderr))
    assert failed >= 3 and told == failed
    shop.day(DAY)
    sent = shop.states()
    assert set(sent.values()) <= {"SENT", "UNSURE"} and len(sent) == 3
    for customer, arrived in zip("123", letters(shop)):
        assert arrived == 1 if sent[customer] == "SENT" else arrived <= 1


@pytest.mark.parametrize("what", ["file system", "store"])
def test_read_only(shop, what, tmp_path):
    """A file system remounted for reading, as kernels do after an error."""
    shop.once(now=MORNING)
    state = shop.folder / "state"
    if what == "file system":
        script = f'mount --bind "{state}" "{state}" && mount -o remount,bind,ro "{state}" && '
    else:
        script = f'mount --bind "{shop.store}" "{shop.store}" && mount -o remount,bind,ro "{shop.store}" && '
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script + 'exec "$@"', "sh", BUILD / "followupd", "-c",
         shop.conf, "--once", f"--now={NOON}"], capture_output=True, text=True, timeout=60)
    assert done.returncode > 0
    assert re.search("can't be (written|opened|used)|rights", done.stderr), done.stderr
    assert letters(shop) == [0, 0, 0]
    shop.once(now=NOON)
    assert letters(shop) == [1, 1, 1]


def test_a_ledger_that_is_gone_keeps_its_customers(shop):
    shop.once(now="2026-10-05T06:00:00Z")
    (shop.folder / "ledger/customers.csv").unlink()
    shop.day(DAY)
    assert letters(shop) == [1, 1, 1]
    said = shop.cli("status", expect=75).stdout
    assert "ledger" in said and "PROBLEM" in said


def test_half_a_ledger_takes_nobody_away(shop):
    rows = [{"id": str(n), "email": f"c{n}@north.example", "first_name": f"C{n}"} for n in range(40)]
    shop.customers(rows)
    shop.once(now="2026-10-05T06:00:00Z")
    path = shop.folder / "ledger/customers.csv"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    shop.once(now=MORNING)
    assert shop.one("SELECT count(*) FROM customer WHERE present=1") == 40
    assert "PROBLEM" in shop.cli("status", expect=75).stdout


def test_a_thousand_broken_letters(shop):
    """Each is answered in the folder, the good one goes all the same."""
    for n in range(1000):
        shop.template(f"broken-{n:04d}", "Subject: {{oops\nWhen: someday\n\nDear {{#x}\n")
    shop.day(DAY)
    assert letters(shop) == [1, 1, 1]
    answers = list((shop.folder / "templates").glob("broken-*.PROBLEM.txt"))
    assert len(answers) == 1000


def test_a_worker_that_runs_out_of_memory(shop):
    """xmalloc ends the process; the next run does the rest."""
    done = subprocess.run(
        ["sh", "-c", 'ulimit -v "$0"; exec "$@"', "60000", BUILD / "followupd", "-c", shop.conf,
         "--once", f"--now={MORNING}"], capture_output=True, text=True, timeout=60)
    shop.day(DAY)
    assert letters(shop) == [1, 1, 1], done.stderr


def test_the_clock_jumps_back_and_forth(shop):
    """A year ahead, back, and on: nobody gets a letter twice, and none that is too late."""
    shop.day(DAY)
    for now in ("2027-10-06T06:00:00Z", "2027-10-06T12:00:00Z", MORNING, NOON, "2020-01-01T00:00:00Z",
                "2027-10-06T12:00:00Z", f"{DAY}T13:00:00Z"):
        shop.once(now=now)
    subjects = [str(m["Subject"]) for m in shop.mailbox(CUSTOMERS[0])]
    years = shop.sql("SELECT occurrence, count(*) FROM outbox WHERE kind='letter' AND customer='1'"
                     " AND state='SENT' GROUP BY occurrence")
    assert all(r[1] == 1 for r in years) and len(subjects) == len(years) <= 2


def test_a_store_of_rubbish_is_reported_and_nothing_is_sent(shop):
    shop.once(now=MORNING)
    for path in shop.store.parent.glob("followupd.db-*"):
        path.unlink()
    shop.store.write_bytes(b"not a store at all" * 1000)
    done = shop.once(now=NOON, expect=65)
    assert "damaged" in done.stderr and "backup" in done.stderr
    assert letters(shop) == [0, 0, 0]


def test_a_name_that_leads_nowhere_is_told_and_mended(shop):
    shop.configure(smtp={"host": "nowhere.invalid"}, imap={"host": "nowhere.invalid"})
    shop.day(DAY)
    said = shop.cli("status", expect=75).stdout
    assert "nowhere.invalid" in said
    shop.configure()
    shop.once(now=f"{DAY}T13:00:00Z")
    assert letters(shop) == [1, 1, 1]
