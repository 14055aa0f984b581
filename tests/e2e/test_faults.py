"""What goes wrong around the daemon: survived, told, nothing lost, nothing sent twice.

Servers that stop, stall, change their certificate or refuse the password stand in test_daemon.py,
kills at every commit in test_crash.py.
"""

import re
import resource
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from house import BUILD
from silence import ended, fall_silent
from test_daemon import Daemon

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


def each_commit(shop, role, now, heal):
    """From the same beginning again and again: one pass of the role that finds the disk full at its
    n-th commit, then what heals, then judge. Returns how many commits there are."""
    state, before = shop.folder / "state", shop.folder / "before"
    if state.exists():
        shutil.copytree(state, before)
    for n in range(1, 100):
        shutil.rmtree(state, ignore_errors=True)
        if before.exists():
            shutil.copytree(before, state)
        done = shop.once(role, now=now, expect=None, env={"FOLLOWUPD_FULL_AT": str(n)})
        if done.returncode == 0:
            return n - 1
        assert done.returncode == 75 and "disk that holds the store is full" in done.stderr, done.stderr
        heal()
    raise AssertionError("no end")


def test_the_planner_finds_the_disk_full_at_each_commit(shop):
    def heal():
        shop.once("planner", now=MORNING)
        assert set(shop.states().values()) == {"QUEUED"} and len(shop.states()) == 3
    assert each_commit(shop, "planner", MORNING, heal) >= 4


def test_the_sender_finds_the_disk_full_at_each_commit(shop):
    """Each letter once, or never and told as UNSURE."""
    shop.once(now=MORNING)
    arrived = letters(shop)

    def heal():
        shop.once("sender", now=NOON)
        shop.once("sender", now=f"{DAY}T13:00:00Z")
        states, now = shop.states(), letters(shop)
        for customer, was, is_ in zip("123", arrived, now):
            assert states[customer] in ("SENT", "UNSURE") and is_ - was <= 1, (states, now)
            assert is_ - was == 1 or states[customer] == "UNSURE", (states, now)
        arrived[:] = now
    assert each_commit(shop, "sender", NOON, heal) >= 3


def test_the_listener_finds_the_disk_full_at_each_commit(shop):
    shop.day(DAY)
    shop.customer_reply(shop.mailbox(CUSTOMERS[0])[0], "Could you call me?")

    def heal():
        shop.once("listener", now=f"{DAY}T14:00:00Z")
        assert shop.one("SELECT count(*) FROM conversation WHERE state='WAITING'") == 1
        assert shop.one("SELECT count(*) FROM inbox WHERE class='reply'") == 1
    assert each_commit(shop, "listener", f"{DAY}T14:00:00Z", heal) >= 3


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
    """The planner may have no more memory than it has, and then a large ledger comes: it ends, and
    the one that starts in its place reads it. What is refused memory first, itself or a parser's child
    of a pass that is still going on, decides how it ends."""
    d = Daemon(shop)
    try:
        d.ready()
        d.until(lambda: shop.one("SELECT count(*) FROM customer") == 3, "the first ledger")
        planner = next(pid for pid, role in d.children().items() if role == "planner")
        has = int(re.search(r"VmSize:\s+(\d+) kB", Path(f"/proc/{planner}/status").read_text())[1]) * 1024
        resource.prlimit(planner, resource.RLIMIT_AS, (has, resource.RLIM_INFINITY))
        shop.customers([{"id": str(n), "email": f"c{n}@north.example", "note": "x" * 300}
                        for n in range(20000)])
        d.ring()
        ends = [f"planner (process {planner}) {how}" for how in (f"was ended by signal {signal.SIGABRT}", "ended with code 75")]
        d.until(lambda: any(end in d.log() for end in ends), "the end of the planner")
        assert "out of memory" in d.log() or "Cannot allocate memory" in d.log()
        d.until(lambda: shop.one("SELECT count(*) FROM customer") == 20000, "the ledger, read by the next one")
        d.until(lambda: planner not in d.children() and sorted(d.children().values()) == ["listener", "planner", "sender"],
                "all three at work")
    finally:
        d.stop()


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


def test_what_was_taken_from_the_ledger_is_lost(shop):
    """Nobody could know who is a customer: nothing is sent, and nothing withdrawn, until it is read again."""
    shop.once(now=MORNING)
    for path in shop.store.parent.glob("followupd.db-ledger*"):
        path.unlink()
    shop.once("sender", now=NOON)
    assert letters(shop) == [0, 0, 0] and set(shop.states().values()) == {"QUEUED"}
    shop.once(now=NOON)
    assert letters(shop) == [1, 1, 1]


def test_a_name_that_leads_nowhere_is_told_and_mended(shop):
    shop.configure(smtp={"host": "nowhere.invalid"}, imap={"host": "nowhere.invalid"})
    shop.day(DAY)
    said = shop.cli("status", expect=75).stdout
    assert "nowhere.invalid" in said
    shop.configure()
    shop.once(now=f"{DAY}T13:00:00Z")
    assert letters(shop) == [1, 1, 1]


# ---------------------------------------------------------------- a server that falls silent


@pytest.fixture(scope="module", autouse=True)
def others_meet_silence(silence):
    """Their runs begin here and take a minute; test_without_events.py judges them."""


def test_the_mailbox_falls_silent_at_each_step(make_house, post):
    """Greeting, TLS, login, EXAMINE, FETCH: told, and the reply is taken once by the next look."""
    first = make_house("first")
    first.customers([{"id": "1", "email": "elena@north.example", "first_name": "Elena"}])
    first.template("thanks", "Subject: Thank you\nWhen: FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=6\n"
                   "To: before\nValid: P4D\nStatus: live\n\nDear {{first_name}},\n\nthank you for all.\n")
    first.day(DAY)
    first.customer_reply(first.mailbox("elena@north.example")[0], "Could you call me?")

    def prepare(house):
        for name in ("state", "ledger", "templates"):
            shutil.rmtree(house.folder / name)
            shutil.copytree(first.folder / name, house.folder / name)

    runs = ended(fall_silent(make_house, post, "imap_port", prepare, "listener", f"{DAY}T14:00:00Z"))
    assert len(runs) >= 8
    told = 0
    for house, line, run in runs:
        problem = house.one("SELECT problem FROM health WHERE what='imap'")
        assert problem or house.one("SELECT count(*) FROM conversation") == 1, run.said
        told += bool(problem)
        line.close()
        house.configure()
        house.run("followupd", "-c", house.conf, "--once=listener", f"--now={DAY}T14:01:00Z")
        assert house.one("SELECT count(*) FROM conversation WHERE state='WAITING'") == 1, run.said
        assert house.one("SELECT count(*) FROM inbox WHERE class='reply'") == 1
    assert told >= 5  # greeting, TLS, login, EXAMINE, FETCH


# ---------------------------------------------------------------- the store, here and elsewhere


def test_a_store_that_is_gone_is_not_made_anew(shop):
    """Also when nothing runs that could notice: its folder knows."""
    shop.day(DAY)
    store = shop.store.read_bytes()
    for path in shop.store.parent.glob("followupd.db*"):
        if path.suffix != ".made":
            path.unlink()
    for program, words, code in (("followupd", ["--once"], 65), ("followupd", [], 65), ("followup", ["status"], 77)):
        done = shop.run(program, "-c", shop.conf, *words, expect=code)
        assert "is gone" in done.stderr and "backup" in done.stderr, done.stderr
    assert not shop.store.exists()
    shop.store.write_bytes(store)  # put back from a backup: the work goes on
    shop.once(now=f"{DAY}T13:00:00Z")
    assert letters(shop) == [1, 1, 1]


def test_a_store_of_a_newer_followupd_is_refused(shop):
    import sqlite3
    shop.once(now=MORNING)
    db = sqlite3.connect(shop.store)
    db.execute("PRAGMA user_version=99")
    db.close()
    before = shop.store.read_bytes()
    done = shop.once(now=NOON, expect=78)
    assert "newer followupd" in done.stderr
    assert shop.store.read_bytes() == before and letters(shop) == [0, 0, 0]


def test_an_older_store_is_brought_up_to_date_with_a_copy_beside_it(shop):
    import sqlite3
    shop.day(DAY)
    db = sqlite3.connect(shop.store)
    db.executescript("PRAGMA journal_mode=DELETE; DROP INDEX outbox_unsent; PRAGMA user_version=1")
    db.close()
    assert "older followupd" in shop.cli("status", expect=77).stderr
    before = shop.store.read_bytes()
    done = shop.once(now=f"{DAY}T13:00:00Z")
    copy = shop.store.with_name("followupd.db.version-1")
    assert str(copy) in done.stderr
    old = sqlite3.connect(copy)
    assert old.execute("PRAGMA user_version").fetchone()[0] == 1
    assert old.execute("SELECT count(*) FROM outbox WHERE state='SENT'").fetchone()[0] == 3
    old.close()
    assert before and letters(shop) == [1, 1, 1]
    assert shop.one("SELECT 1 FROM sqlite_schema WHERE name='outbox_unsent'")


def test_a_store_on_another_machine_holds_until_it_is_adopted(shop, tmp_path):
    """The machine is another one where /etc/machine-id is another."""
    shop.once(now=MORNING)
    other = tmp_path / "machine-id"
    other.write_text("0123456789abcdef0123456789abcdef\n")

    def there(program, *words):
        return subprocess.run(
            ["unshare", "--mount", "sh", "-c", f'mount --bind "{other}" /etc/machine-id && exec "$@"', "sh",
             BUILD / program, "-c", shop.conf, *words], stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=60)

    if not Path("/etc/machine-id").exists():
        pytest.xfail("this machine has no machine-id")
    shop.once("sender", now=MORNING)  # it is at home here
    there("followupd", "--once", f"--now={NOON}")
    assert letters(shop) == [0, 0, 0] and set(shop.states().values()) == {"QUEUED"}
    told = there("followup", "status")
    assert told.returncode == 75 and "from another machine" in told.stdout and "followup adopt" in told.stdout
    assert "3" in there("followup", "adopt").stdout
    assert "already" in there("followup", "adopt").stdout
    there("followupd", "--once", f"--now={DAY}T12:10:00Z")
    shop.mail.settle()
    assert letters(shop) == [1, 1, 1]
    shop.once(now=f"{DAY}T12:20:00Z")  # and the first machine holds now
    assert "from another machine" in shop.cli("status", expect=75).stdout


# ---------------------------------------------------------------- check


def test_check_tells_everything_at_once(shop):
    """What is wrong in the configuration is no reason to be silent about the rest."""
    text = shop.conf.read_text()
    shop.conf.write_text(text.replace('name = "Harbour', 'naem = "Harbour').replace('"Europe/Berlin"', '"Mars/Canal"'))
    (shop.folder / "templates/broken.txt").write_text("Subject: {{oops\nWhen: someday\n\nDear {{#x}\n")
    with open(shop.folder / "ledger/customers.csv", "a", encoding="utf-8") as f:
        f.write("9,no address at all,Nobody,,,\n")
    shop.calendar("half", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    done = shop.cli("check", expect=78)
    said = done.stderr + done.stdout
    for place in (r"followupd\.conf:\d+: error: .*naem", r"followupd\.conf:\d+: error: .*Mars/Canal",
                  r"broken\.txt:\d+:(\d+:)? error: ", r"customers\.csv:5:\d+: error: ", r"half\.ics"):
        assert re.search(place, said), (place, said)
    assert "All is well" not in said and re.search(r"^\d+ things to mend", said, re.M)
