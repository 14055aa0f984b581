"""Fixtures: the private mail servers (once for all tests), and a house for each test."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import house as house_module  # noqa: E402
import servers as servers_module  # noqa: E402

KEPT = Path("build-check/kept")


@pytest.fixture(scope="session")
def servers():
    """Postfix and Dovecot. That they can't run is a failure: a skipped suite proves nothing."""
    with servers_module.Servers() as mail:
        yield mail


class Idle:
    """A daemon beside the other tests, in IDLE on real servers, with nothing to do."""

    def __init__(self, folder, mail):
        self.house = house_module.House(folder, mail)
        self.house.configure(imap={"poll": 86400})
        # a folder that is missing can't be watched: it is looked for every minute
        (self.house.folder / "templates/drafts").mkdir()
        self.house.customers([{"id": "1", "email": "ada@north.example", "first_name": "Ada"}])
        self.house.once("planner")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("WATCHDOG", "NOTIFY"))}
        with open(folder / "daemon.log", "w") as log:
            self.process = subprocess.Popen([house_module.BUILD / "followupd", "-c", self.house.conf],
                                            stdout=log, stderr=log, env=environment)
        self.since = self.before = None

    def switches(self):
        """{process: how often it was given the processor and gave it up}, the daemon's own first."""
        pid = self.process.pid
        pids = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
        return {p: sum(int(n) for n in re.findall(r"ctxt_switches:\s+(\d+)", Path(f"/proc/{p}/status").read_text()))
                for p in pids}

    def settle(self):
        """Wait for the start to be over; from then on counts what moves."""
        end = time.monotonic() + 90
        while time.monotonic() < end:
            self.since, self.before = time.monotonic(), self.switches()
            time.sleep(2)
            if len(self.before) == 4 and self.switches() == self.before and \
                    self.house.one("SELECT 1 FROM health WHERE what='imap' AND ok_at IS NOT NULL"):
                return
        raise AssertionError("the daemon did not come to rest:\n" + (self.house.folder / "daemon.log").read_text())

    def moved(self, seconds):
        """Once so many seconds have passed: {process: switches since it settled}."""
        time.sleep(max(0, self.since + seconds - time.monotonic()))
        return {p: n - self.before.get(p, 0) for p, n in self.switches().items()}


@pytest.fixture(scope="session")
def idle(tmp_path_factory):
    """On servers of its own: the others' mailboxes are emptied under them."""
    with servers_module.Servers() as mail:
        daemon = Idle(tmp_path_factory.mktemp("idle"), mail)
        try:
            daemon.settle()
            yield daemon
        finally:
            daemon.process.terminate()
            daemon.process.wait(60)


@pytest.fixture(scope="session")
def deaf(servers, tmp_path_factory):
    from deaf import Deaf
    daemon = Deaf(tmp_path_factory.mktemp("deaf"), servers)
    try:
        daemon.settle()
        yield daemon
    finally:
        daemon.stop()


@pytest.fixture(scope="session")
def silence(servers, tmp_path_factory):
    from silence import Silence
    runs = Silence(tmp_path_factory.mktemp("silence"), servers)
    yield runs
    runs.stop()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    if call.when == "call":
        item.failed = outcome.get_result().failed


@pytest.fixture
def post(request, servers):
    """The servers with what tests say about recipients taken back, and all mailboxes empty."""
    servers.clean()
    mark = servers.mark()
    yield servers
    servers.answers.said.clear()
    if getattr(request.node, "failed", False):
        keep(request, "servers.log", servers.log(mark))


@pytest.fixture
def daemons():
    """Those that are put here end with the test."""
    running = []
    yield running
    for d in running:
        if d.process.poll() is None:
            d.process.kill()
            d.process.wait()


@pytest.fixture
def start(daemons):
    """A factory of daemons."""
    from test_daemon import Daemon

    def one(house, **more):
        daemons.append(Daemon(house, **more))
        return daemons[-1]
    return one


@pytest.fixture
def wires():
    """A factory of wires between us and a server, which are cut with the test."""
    from test_daemon import Wire
    made = []

    def one(*words, **more):
        made.append(Wire(*words, **more))
        return made[-1]

    yield one
    for wire in made:
        wire.close()


@pytest.fixture
def make_house(request, post, tmp_path):
    """A factory of houses; their folders and logs are kept when the test fails."""
    made = []

    def make(name="house", **more):
        made.append(house_module.House(tmp_path / name, post, **more))
        return made[-1]

    yield make
    if getattr(request.node, "failed", False):
        for house in made:
            if house.log.exists():
                print(house.log.read_text(encoding="utf-8")[-6000:])
            target = kept(request) / house.folder.name
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(house.folder, target, ignore=shutil.ignore_patterns("bell"))
            (target / "password").unlink(missing_ok=True)


@pytest.fixture
def shop(make_house):
    """A house with three customers and one letter to all of them on 6 October."""
    house = make_house()
    house.customers([
        {"id": "1", "email": "elena@north.example", "first_name": "Elena", "last_name": "Ruiz",
         "manager": "anna", "first_contact": "2024-03-01"},
        {"id": "2", "email": "søren@south.example".replace("ø", "o"), "first_name": "Søren",
         "last_name": "Ångström", "manager": "jonas", "first_contact": "2025-05-12"},
        {"id": "3", "email": "hana@east.example", "first_name": "花", "last_name": "",
         "manager": "anna", "first_contact": "2026-09-01"},
    ])
    house.template("thanks", house_module.THANKS)
    return house


def kept(request):
    folder = KEPT / request.node.name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keep(request, name, text):
    (kept(request) / name).write_text(text)
