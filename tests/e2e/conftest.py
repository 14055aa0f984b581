"""Fixtures: the private mail servers (once for all tests), and a house for each test."""

import shutil
import sys
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
