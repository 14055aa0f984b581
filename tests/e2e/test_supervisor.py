"""The daemon as a process: starts, heals, reloads, stops, sleeps. No mail: the servers of the
configuration are closed ports of this machine.

Finds the built program in $FOLLOWUP_BUILD (default ".").
"""
import fcntl
import os
import pathlib
import re
import signal
import socket
import stat
import subprocess
import time

import pytest

from patience import PATIENCE, until

FOLLOWUPD = pathlib.Path(os.environ.get("FOLLOWUP_BUILD", ".")).resolve() / "followupd"
ROLES = {"planner", "sender", "listener"}

CONF = """
business = {
	name = "Harbour & Pine";
	address = "care@harbourpine.example";
	timezone = "Europe/Berlin";
	country = "DE";
	postal_address = "Harbour & Pine, Hafenstrasse 12, 20459 Hamburg";
};
people = ( { id = "anna"; name = "Anna Berg"; email = "anna@harbourpine.example"; owner = true; } );
state = "state";
templates = "templates";
calendars = "calendars";
ledger = { customers = "customers.csv"; };
smtp = { host = "localhost"; port = %d; user = "care"; password_file = "password"; };
imap = { host = "localhost"; port = %d; user = "care"; password_file = "password"; };
"""


def closed_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@pytest.fixture(scope="module", autouse=True)
def others_are_at_rest(idle, deaf):
    """Their minute begins here; test_without_events.py looks at them."""


@pytest.fixture
def house(tmp_path):
    """A folder with everything a followupd needs."""
    for name in ("templates", "calendars"):
        (tmp_path / name).mkdir()
    (tmp_path / "customers.csv").write_text("id,email,name\n")
    (tmp_path / "password").write_text("secret\n")
    (tmp_path / "password").chmod(0o600)
    (tmp_path / "f.conf").write_text(CONF % (closed_port(), closed_port()))
    return tmp_path


class Daemon:
    """A running followupd, and what it told the service manager."""

    def __init__(self, house, **env):
        self.house = house
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        address = str(house / f"notify{time.monotonic_ns()}")
        self.notify.bind(address)
        self.notify.setblocking(False)
        self.told = []
        self.log_path = house / "log"
        with open(self.log_path, "a") as log:
            self.process = subprocess.Popen(
                [FOLLOWUPD, "-c", house / "f.conf"], stderr=log, stdout=log,
                env={**os.environ, "NOTIFY_SOCKET": address, **env})
        self.pid = self.process.pid

    def listen(self):
        try:
            while True:
                self.told += self.notify.recv(4096).decode().splitlines()
        except BlockingIOError:
            return self.told

    def count(self, line):
        return self.listen().count(line)

    def log(self):
        return self.log_path.read_text()

    def workers(self):
        """{role: pid} of the living children."""
        found = {}
        for p in pathlib.Path("/proc").iterdir():
            if not p.name.isdigit():
                continue
            try:
                fields = (p / "stat").read_text().rpartition(")")[2].split()
                words = (p / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            roles = [w[7:].decode() for w in words if w.startswith(b"--role=")]
            if int(fields[1]) == self.pid and fields[0] != "Z" and roles:
                found[roles[0]] = int(p.name)
        return found

    def ready(self, times=1):
        until(lambda: self.count("READY=1") >= times or self.process.poll() is not None, "READY=1")
        assert self.process.poll() is None, self.log()
        return self

    def stop(self, sig=signal.SIGTERM):
        self.process.send_signal(sig)
        return self.process.wait(PATIENCE)


@pytest.fixture
def start(house, daemons):
    def one(**env):
        daemons.append(Daemon(house, **env))
        return daemons[-1]
    return one


def run(house, *words):
    return subprocess.run([FOLLOWUPD, "-c", house / "f.conf", *words], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=60)


def alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def switches(pid):
    """How often the process gave up the processor, that is: woke up."""
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(text.partition("\nvoluntary_ctxt_switches:")[2].split()[0])


def quiet(daemon):
    """No process of the daemon does anything for a moment."""
    pids = [daemon.pid, *daemon.workers().values()]
    before = [switches(pid) for pid in pids]
    time.sleep(1.5)
    return before == [switches(pid) for pid in pids]


def asleep(pid):
    """Not in the middle of a pass."""
    before = switches(pid)
    time.sleep(0.3)
    return before == switches(pid)


# ---- start ----

def test_starts_three_workers_and_says_so(start, house):
    d = start().ready()
    assert set(d.workers()) == ROLES
    running = "STATUS=Running: planner, sender, listener. 0 queued; 0 waiting for an answer; "
    until(lambda: any(line.startswith(running) for line in d.listen()), "STATUS=")
    assert stat.S_IMODE((house / "state").stat().st_mode) == 0o700
    assert stat.S_ISFIFO((house / "state/bell").stat().st_mode)
    assert (house / "state/followupd.db").exists()


def test_a_long_import_says_how_far_it_is(start, house):
    """A word after so many rows, however fast they are; and none is left when it is over."""
    (house / "customers.csv").write_text("id,email,name\n" + "".join(
        f"{i},c{i}@x.example,Name {i}\n" for i in range(25000)))
    d = start()
    until(lambda: [line for line in d.listen() if line.startswith("STATUS=") and " 24576 rows" in line], "rows")
    reading = [line for line in d.told if " rows, " in line]
    assert len(reading) >= 3 and all(re.search(
        r"Reading customers\.csv: \d+ %, (\d+) rows, \1 customers\.", line) for line in reading), reading
    until(lambda: re.search(r"\. \d+ queued", d.listen()[-1]) and "rows" not in d.told[-1], "the end of it")


def test_ready_comes_once(start):
    d = start().ready()
    time.sleep(0.3)
    assert d.count("READY=1") == 1


def test_workers_do_not_speak_to_systemd(start):
    d = start(WATCHDOG_USEC="60000000").ready()
    for pid in d.workers().values():
        environment = pathlib.Path(f"/proc/{pid}/environ").read_bytes()
        assert b"NOTIFY_SOCKET" not in environment
        assert b"WATCHDOG" not in environment


def test_workers_inherit_nothing_but_their_channel(start):
    d = start().ready()
    for pid in d.workers().values():
        links = {os.readlink(p) for p in pathlib.Path(f"/proc/{pid}/fd").iterdir()}
        assert not [link for link in links if link.endswith(("/lock", "/bell"))]
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
        blocked = int(status.partition("SigBlk:")[2].split()[0], 16)
        assert not blocked & 1 << (signal.SIGCHLD - 1)


def test_a_state_folder_that_cannot_be_made(house):
    conf = house / "f.conf"
    conf.write_text(conf.read_text().replace('"state"', '"no/such/place"'))
    done = run(house)
    assert done.returncode == 73
    assert f"{house}/no/such/place" in done.stderr and "0700" in done.stderr


def test_a_bell_that_is_no_pipe(house):
    (house / "state").mkdir(mode=0o700)
    (house / "state/bell").write_text("")
    done = run(house)
    assert done.returncode != 0
    assert "state/bell" in done.stderr and "Remove" in done.stderr


# ---- options ----

@pytest.mark.parametrize("words, says", [
    (["--now=2026-12-24T09:00:00Z"], "--once"),
    (["--once", "--now=christmas"], "christmas"),
    (["--once=postman"], "postman"),
    (["--check", "--once"], "choose"),
    (["surplus"], "surplus"),
    (["--no-such-option"], "--help"),
])
def test_wrong_words_are_answered(house, words, says):
    done = run(house, *words)
    assert done.returncode == 64
    assert says in done.stderr


def test_no_configuration_named():
    done = subprocess.run([FOLLOWUPD], stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 64 and "-c" in done.stderr


def test_check_names_every_problem(house):
    assert run(house, "--check").returncode == 0
    assert not (house / "state").exists()
    conf = house / "f.conf"
    lines = conf.read_text().splitlines()
    lines[2] = '\tnaem = "Harbour & Pine";'
    lines[5] = '\tcountry = "Germany";'
    conf.write_text("\n".join(lines))
    done = run(house, "--check")
    assert done.returncode == 78
    for line in (3, 6):
        assert re.search(rf"^{conf}:{line}:(\d+:)? error: ", done.stderr, re.M), done.stderr
    assert run(house).returncode == 78


def test_a_role_by_hand_is_refused(house):
    done = run(house, "--role=planner")
    assert done.returncode == 64 and "--once=planner" in done.stderr


# ---- one store, one daemon ----

def test_a_second_daemon_refuses_in_words(start, house):
    d = start().ready()
    for words in ([], ["--once"], ["--once=planner"]):
        done = run(house, *words)
        assert done.returncode == 75
        assert str(d.pid) in done.stderr and str(house / "state") in done.stderr
    assert set(d.workers()) == ROLES
    assert run(house, "--check").returncode == 0


def test_a_daemon_refuses_beside_a_single_run(house):
    (house / "state").mkdir(mode=0o700)
    with open(house / "state/lock", "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert run(house).returncode == 75
    assert run(house, "--once=planner").returncode == 0


def test_the_lock_ends_with_the_process(start):
    d = start().ready()
    d.process.kill()
    d.process.wait()
    start().ready()


# ---- healing ----

def test_a_killed_worker_comes_back(start):
    d = start().ready()
    before = d.workers()
    os.kill(before["planner"], signal.SIGKILL)
    after = until(lambda: len(w := d.workers()) == 3 and w["planner"] != before["planner"] and w,
                  "a new planner")
    assert after["sender"] == before["sender"] and after["listener"] == before["listener"]
    assert "planner starts again in 0.25 s" in d.log()
    until(lambda: d.listen()[-1].startswith(
        "STATUS=Running: planner, sender, listener."), "STATUS=")
    assert any("Not running yet: planner" in line for line in d.told)


def test_the_back_off_doubles(start):
    d = start().ready()
    for wait in ("0.25", "0.50", "1.00"):
        pid = until(lambda: d.workers().get("sender"), "a sender")
        os.kill(pid, signal.SIGKILL)
        until(lambda: f"sender starts again in {wait} s" in d.log(), f"{wait} s")
        until(lambda: d.workers().get("sender", pid) != pid, "a new sender")


def test_no_worker_outlives_a_killed_daemon(start):
    d = start().ready()
    pids = d.workers().values()
    d.process.kill()
    d.process.wait()
    until(lambda: not any(alive(p) for p in pids), "the end of the workers")


# ---- the store ----

def test_a_store_deleted_under_a_running_daemon_is_not_made_anew(start, house):
    """An empty one would know of no letter that went. Put back, the work goes on."""
    d = start().ready()
    before = d.workers()
    state = house / "state"
    for path in state.glob("followupd.db*"):
        path.rename(house / path.name)
    with open(state / "bell", "wb", buffering=0) as bell:
        bell.write(b"!")
    until(lambda: d.log().count("followupd.db is gone") >= 4, "each worker's sentence, and a new one's")
    assert not (state / "followupd.db").exists()
    assert not set(d.workers().values()) & set(before.values())
    for path in house.glob("followupd.db*"):
        path.rename(state / path.name)
    until(lambda: any(line.startswith("STATUS=Running: planner, sender, listener. 0 queued")
                      for line in d.listen()[-1:]), "three workers at work")


# ---- the fence ----

def test_each_worker_is_fenced_in(start):
    d = start().ready()
    for role, pid in d.workers().items():
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
        assert "Seccomp:\t2" in status and "NoNewPrivs:\t1" in status, role


def test_a_ledger_folder_made_anew_is_read(start, house):
    """The fence holds to the folder that was there; the planner starts again to see the new one."""
    conf = (house / "f.conf").read_text().replace('"customers.csv"', '"ledger/customers.csv"')
    (house / "f.conf").write_text(conf)
    (house / "ledger").mkdir()
    (house / "ledger/customers.csv").write_text("id,email,name\n")
    d = start().ready()
    old = d.workers()
    (house / "ledger").rename(house / "ledger.old")
    (house / "ledger").mkdir()
    (house / "ledger/customers.csv").write_text("id,email,name\n1,a@north.example,Ada\n")
    os.utime(house / "ledger/customers.csv", (time.time() - 60,) * 2)
    with open(house / "state/bell", "wb", buffering=0) as bell:
        bell.write(b"!")
    until(lambda: "ledger read: 1 customer" in d.log(), "the new ledger")
    new = d.workers()
    assert new["planner"] != old["planner"] and new["sender"] == old["sender"]


# ---- the watchdog ----

def test_the_watchdog_is_fed_only_when_asked_for(start):
    d = start().ready()
    time.sleep(0.5)
    assert d.count("WATCHDOG=1") == 0


def test_a_hanging_worker_is_replaced(start):
    d = start(WATCHDOG_USEC="1000000").ready()
    until(lambda: d.count("WATCHDOG=1") >= 2, "WATCHDOG=1")
    hung = d.workers()["planner"]
    until(lambda: asleep(hung), "a planner that sleeps")
    os.kill(hung, signal.SIGSTOP)
    until(lambda: d.workers().get("planner", hung) != hung, "a new planner")
    assert f"planner (process {hung}) hangs" in d.log()
    fed = d.count("WATCHDOG=1")
    until(lambda: d.count("WATCHDOG=1") > fed, "WATCHDOG=1")


# ---- reload ----

def test_a_good_reload_starts_new_workers(start):
    d = start().ready()
    before = d.workers()
    d.process.send_signal(signal.SIGHUP)
    d.ready(times=2)
    after = d.workers()
    assert set(after) == ROLES and not set(after.values()) & set(before.values())
    told = d.listen()
    reloading = told.index("RELOADING=1")
    assert told[reloading + 1].startswith("MONOTONIC_USEC=")
    assert "READY=1" in told[reloading:]
    assert "starts again" not in d.log()  # a reload is no failure


def test_a_bad_reload_keeps_the_old(start, house):
    d = start().ready()
    before = d.workers()
    (house / "f.conf").write_text("business = {\n")
    d.process.send_signal(signal.SIGHUP)
    until(lambda: "the configuration in use stays" in d.log(), "a sentence")
    assert f"{house}/f.conf:" in d.log()
    assert d.workers() == before
    assert d.count("RELOADING=1") == 0


def test_asked_for_a_reload_it_is_done_when_the_command_returns(start, house):
    d = start().ready()
    for _ in range(2):
        done = run(house, "--reload")
        assert done.returncode == 0, done.stderr
        assert d.listen().count("RELOADING=1") == _ + 1
    (house / "f.conf").write_text("business = {\n")
    done = run(house, "--reload")
    assert done.returncode == 78 and f"{house}/f.conf:" in done.stderr
    assert d.count("RELOADING=1") == 2


def test_a_reload_of_nobody_says_so(start, house):
    assert run(house, "--reload").returncode == 69
    d = start().ready()
    d.stop()
    done = run(house, "--reload")
    assert done.returncode == 69 and str(house / "state") in done.stderr


def test_a_reload_that_is_not_answered_says_so(start, house):
    d = start().ready()
    before = d.workers()
    os.kill(d.pid, signal.SIGSTOP)
    done = run(house, "--reload")
    os.kill(d.pid, signal.SIGCONT)
    assert done.returncode == 75 and str(d.pid) in done.stderr
    assert before


def test_a_reload_cannot_move_the_store(start, house):
    d = start().ready()
    before = d.workers()
    conf = house / "f.conf"
    conf.write_text(conf.read_text().replace('"state"', '"elsewhere"'))
    d.process.send_signal(signal.SIGHUP)
    until(lambda: "takes a restart" in d.log(), "a sentence")
    assert d.workers() == before
    assert not (house / "elsewhere").exists()


# ---- stop ----

@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGINT])
def test_stops_in_order_and_at_once(start, sig):
    d = start().ready()
    pids = d.workers().values()
    assert d.stop(sig) == 0
    assert not any(alive(p) for p in pids)
    assert "STOPPING=1" in d.listen()
    assert "killed" not in d.log()


def test_a_worker_that_does_not_stop_is_killed(start):
    d = start().ready()
    hung = d.workers()["sender"]
    os.kill(hung, signal.SIGSTOP)
    assert d.stop() == 0
    assert not alive(hung)
    assert f"sender (process {hung}) did not stop" in d.log()


def test_stops_while_a_worker_waits_for_its_restart(start):
    d = start().ready()
    os.kill(d.workers()["planner"], signal.SIGKILL)
    until(lambda: "planner starts again" in d.log(), "the end of the planner")
    assert d.stop() == 0


# ---- idle and bell ----

def test_nothing_wakes_an_idle_daemon(start):
    d = start().ready()
    until(lambda: quiet(d), "a moment without a wake-up")


def test_the_watchdog_wakes_each_worker_once_a_beat(start):
    """One question, one answer; the supervisor is woken by its timer and by each answer. The first
    seconds belong to the planner, which takes new files once they have lain still."""
    d = start(WATCHDOG_USEC="3000000").ready()
    pids = d.workers().values()

    def once_a_beat():
        before = {pid: switches(pid) for pid in [d.pid, *pids]}
        time.sleep(4)
        woke = {pid: switches(pid) - n for pid, n in before.items()}
        return all(3 <= woke[p] <= 5 for p in pids) and 3 <= woke[d.pid] <= 5 * 4
    time.sleep(3)
    until(once_a_beat, "four seconds with nothing but beats")


def test_the_bell_wakes_the_workers(start, house):
    d = start().ready()
    until(lambda: quiet(d), "a moment without a wake-up")
    before = {pid: switches(pid) for pid in d.workers().values()}
    with open(house / "state/bell", "wb", buffering=0) as bell:
        bell.write(b"!")
    until(lambda: all(switches(pid) > n for pid, n in before.items()), "three waking workers")
    assert set(d.workers().values()) == set(before)


# ---- a single run ----

def test_once_does_its_work_and_ends(house):
    done = run(house, "--once", "--now=2026-12-24T09:00:00Z")
    assert done.returncode in (0, 75), done.stderr  # 75: no server answers
    assert (house / "state/followupd.db").exists()
    assert not (house / "state/bell").exists()
    assert run(house, "--once=planner").returncode == 0
