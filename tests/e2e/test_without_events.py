"""Idle is idle: a minute without an event is a minute in which no process of the daemon wakes up.

The daemon was started by test_supervisor.py and sleeps beside the tests since, so that the minute
costs nothing; the tests between touch neither its servers nor its folder. Run alone, this takes one.
"""

import time

MINUTE = 60


def test_nobody_wakes_for_a_minute(idle):
    moved = idle.moved(MINUTE)
    assert len(moved) == 4 and set(moved.values()) == {0}, moved


def test_it_still_hears(idle):
    """That it slept and was not dead."""
    idle.house.mail.deliver("ada@north.example", "care@harbourpine.example",
                            "From: ada@north.example\nTo: care@harbourpine.example\n"
                            "Subject: Hello\nMessage-ID: <1@north.example>\n\nCould you call me?\n")
    end = time.monotonic() + 5
    while not idle.house.one("SELECT 1 FROM conversation WHERE customer='1'"):
        assert time.monotonic() < end, "nobody heard"
        time.sleep(0.05)
