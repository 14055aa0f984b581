"""Idle is idle: a minute without an event is a minute in which no process of the daemon wakes up.

The daemon was started by test_supervisor.py and sleeps beside the tests since, so that the minute
costs nothing; its servers and its folder are its own. Run alone, this takes one. Likewise the daemon that
is told of no change in its folder, and the runs whose mail server fell silent, begun by test_faults.py.
"""

import re
import time

from silence import ended
from test_daemon import until

MINUTE = 60


def test_nobody_wakes_for_a_minute(idle):
    moved = idle.moved(MINUTE)
    assert len(moved) == 4 and set(moved.values()) == {0}, moved


def memory(pid):
    """All a process holds, as a core file would have it."""
    found = []
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as mem:
        for line in maps:
            begin, end = (int(n, 16) for n in line.split()[0].split("-"))
            if "rw" in line.split()[1]:
                mem.seek(begin)
                found.append(mem.read(end - begin))
    return b"".join(found)


def test_nobody_remembers_the_password(idle):
    """The listener has logged in with it. What is not in memory is in no core file either."""
    for pid in idle.switches():
        held = memory(pid)
        assert b"Harbour & Pine" in held  # the configuration: this is the right memory
        assert idle.house.mail.password.encode() not in held
        assert idle.house.mail.password not in (idle.house.folder / "daemon.log").read_text()


def test_it_still_hears(idle):
    """That it slept and was not dead."""
    idle.house.mail.deliver("ada@north.example", "care@harbourpine.example",
                            "From: ada@north.example\nTo: care@harbourpine.example\n"
                            "Subject: Hello\nMessage-ID: <1@north.example>\n\nCould you call me?\n")
    end = time.monotonic() + 60
    while not idle.house.one("SELECT 1 FROM conversation WHERE customer='1'"):
        assert time.monotonic() < end, "nobody heard"
        time.sleep(0.05)


def test_what_changes_unheard_is_found_all_the_same(deaf):
    """A file that came, one that changed, one that went; the daemon looks each minute where the kernel
    tells it nothing."""
    assert deaf.watches() == 0
    until(lambda: deaf.subject("new") == "After" and deaf.answers() == {"new.OK.txt", "changed.OK.txt", "same.OK.txt"},
          "the look at the folder", 180, deaf.log.read_text)
    assert (deaf.subject("changed"), deaf.subject("same"), deaf.subject("gone")) == ("After", "Before", None)


def test_a_mail_server_that_falls_silent_at_each_step(silence):
    """Greeting, EHLO, TLS, login, envelope, text, dot: told, and the letter arrives once, or is UNSURE
    when its dot had no answer."""
    assert len(silence.runs) >= 8
    seen = set()
    for house, line, run in ended(silence.runs):
        state = house.states()["1"]
        told = house.one("SELECT problem FROM health WHERE what='smtp'") or house.one("SELECT answer FROM outbox")
        assert re.search("too long|handshake", told) if state == "QUEUED" else state in ("SENT", "UNSURE"), (
            state, told, run.said)
        seen.add(state)
        line.close()
        house.configure()
        house.run("followupd", "-c", house.conf, "--once=sender", "--now=2026-10-06T13:00:00Z")
    silence.mail.settle()
    for house, _, run in silence.runs:
        state, arrived = house.states()["1"], silence.arrived(house)
        assert arrived == 1 if state == "SENT" else state == "UNSURE" and arrived <= 1, (house.folder, state)
    assert seen >= {"QUEUED", "UNSURE"}
