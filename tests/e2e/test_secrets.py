"""What is left of a password in the daemon's memory once it is logged in."""

import base64
import os
from pathlib import Path

import pytest
from house import BUSINESS, CARE, WRAP
from test_daemon import live, template


def processes(pid):
    return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]


def memory(pid):
    """Every byte that a process can write to."""
    fd = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
    try:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            where, rights, *_rest = line.split()
            low, high = (int(at, 16) for at in where.split("-"))
            if rights.startswith("rw"):
                try:
                    yield os.pread(fd, high - low, low)
                except OSError:
                    continue
    finally:
        os.close(fd)


@pytest.mark.skipif(bool(WRAP), reason="valgrind's memory is not the program's")
def test_no_process_remembers_the_password(shop, start):
    live(shop)
    shop.template("thanks", template())
    shop.once("planner")
    password = shop.mail.password.encode()
    said = base64.b64encode(b"\0" + CARE.encode() + b"\0" + password)
    with shop.mail.setting("smtpd_sasl_mechanism_filter = plain"):
        d = start(shop).ready()
        d.until(lambda: shop.one("SELECT count(*) FROM outbox WHERE state='SENT'") == 3, "the letters")
        d.until(lambda: shop.one("SELECT 1 FROM health WHERE what='imap' AND ok_at"), "the mailbox")
        found = {}
        for pid in processes(d.pid):
            whole = b"\n".join(memory(pid))
            found[pid] = [words for words in (password, said[4:-4]) if words in whole]
            assert BUSINESS.encode() in whole  # this way of looking sees things
        assert not any(found.values()), found
        d.stop()
