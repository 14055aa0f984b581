"""Waiting for what must come, without asking how fast the machine is."""

import time

PATIENCE = 60  # long enough for a machine with much else to do


def until(condition, what, patience=PATIENCE, log=None):
    """What `condition` gives as soon as it is true; `log` tells what was seen when it never is."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        got = condition()
        if got:
            return got
        time.sleep(0.02)
    raise AssertionError(f"waited {patience} s for {what}\n{log() if log else ''}")
