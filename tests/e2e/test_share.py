"""A writer's day on a Samba share: what Word, Notepad, vim and two editors at once leave there."""

import os
import shutil
import subprocess
import threading
import time
from pathlib import Path

import pytest

import servers
from test_daemon import ANNA, until

PATH = os.environ["PATH"] + ":/usr/sbin:/sbin"

CONF = """\
[global]
server role = standalone server
interfaces = 127.0.0.1
bind interfaces only = yes
smb ports = {port}
private dir = {run}
lock directory = {run}
state directory = {run}
cache directory = {run}
pid directory = {run}
ncalrpc dir = {run}/rpc
log file = {run}/log
map to guest = Bad User
load printers = no
disable spoolss = yes
disable netbios = yes
[templates]
path = {share}
guest ok = yes
read only = no
force user = {user}
"""

LETTER = """\
Subject: {subject}
When: a day of their own
Status: live

Dear {{{{first_name|friend of the house}}}},

thank you for your trust, and for every visit since.
"""


class Share:
    """smbd of our own on a loopback port; the daemon sees the folder, writers only the share."""

    def __init__(self, folder, run):
        self.folder, self.run = Path(folder), Path(run)
        self.run.mkdir()
        self.port, = servers.free_ports(1)
        self.conf = self.run / "smb.conf"
        self.conf.write_text(CONF.format(port=self.port, run=run, share=folder,
                                         user=subprocess.check_output(["id", "-un"], text=True).strip()))
        with open(self.run / "smbd.log", "wb") as log:
            self.process = subprocess.Popen([shutil.which("smbd", path=PATH), "-F", "-s", self.conf, "--debug-stdout"], stdout=log,
                                            stderr=log, stdin=subprocess.DEVNULL)
        until(lambda: self.client("ls", check=False).returncode == 0, "smbd", 60,
              lambda: (self.run / "smbd.log").read_text())

    def client(self, commands, check=True, **more):
        return subprocess.run(["smbclient", "-s", self.conf, "-N", "-p", str(self.port),
                               "//127.0.0.1/templates", "-c", commands], capture_output=True, text=True,
                              timeout=30, check=check, cwd=self.run, **more)

    def put(self, name, text):
        local = self.run / f"local-{threading.get_ident()}"
        local.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.client(f'put {local.name} "{name}"')

    def get(self, name):
        """What a writer reads there; None: there is no such file."""
        done = self.client(f'get "{name}" got', check=False)
        return (self.run / "got").read_text() if done.returncode == 0 else None

    def stop(self):
        self.process.terminate()  # it ends its children itself
        self.process.wait(10)


@pytest.fixture
def share(shop, tmp_path):
    for program in ("smbd", "smbclient"):
        assert shutil.which(program, path=PATH), \
            f"{program} is missing: install the packages samba and smbclient (contrib/setup does)."
    made = Share(shop.folder / "templates", tmp_path / "smb")
    yield made
    made.stop()


def subject(shop):
    """Of the version that a go would let out, or that goes out already."""
    row = shop.one("SELECT coalesce(next, good) FROM template WHERE file='new-year.txt'")
    return row and row.decode("utf-8-sig").split("\n")[0].removeprefix("Subject: ").strip()


def answered(share, d, name, words):
    """It lies there, and whoever reads it over the share reads the same."""
    path = share.folder / name
    d.until(lambda: path.exists() and words in path.read_text(), f"{words!r} in {name}")
    assert words in share.get(name)


def test_a_writers_day(shop, share, start):  # noqa: F811
    d = start(shop).ready()
    # Notepad: one write, CRLF and a BOM
    share.put("new-year.txt", b"\xef\xbb\xbf" + LETTER.format(subject="One").replace("\n", "\r\n").encode())
    answered(share, d, "new-year.OK.txt", "new-year.txt is understood")
    assert subject(shop) == "One"
    d.until(lambda: any("[Preview] new-year" in str(m["Subject"]) for m in shop.mailbox(ANNA)),
            "the preview at its author's")

    # Word: a lock file beside it, the new text under a name of its own, the old one out of the way
    share.put("~$w-year.txt", b"\x05anna")
    share.put("~WRD0001.tmp", LETTER.format(subject="Two"))
    share.client('rename new-year.txt ~WRL0002.tmp; rename ~WRD0001.tmp new-year.txt; del ~WRL0002.tmp')
    d.until(lambda: subject(shop) == "Two", "Word's text")
    share.client('del "~$w-year.txt"')

    # vim: a swap file, the old text as x.txt~, then the new text in the old file
    share.put(".new-year.txt.swp", b"b0VIM 9.0")
    share.put("new-year.txt~", LETTER.format(subject="Two"))
    share.put("new-year.txt", LETTER.format(subject="Three").replace("{{first_name|", "{{first_nam|"))
    answered(share, d, "new-year.PROBLEM.txt", "{{first_nam|friend of the house}}")
    assert share.get("new-year.OK.txt") is None
    share.put("new-year.txt", LETTER.format(subject="Three"))
    answered(share, d, "new-year.OK.txt", "new-year.txt is understood")
    share.client('del .new-year.txt.swp; del "new-year.txt~"')

    # two editors at once: whoever saved last, and nothing in between
    def editor(who):
        for n in range(3):
            share.put("new-year.txt", LETTER.format(subject=f"{who} {n}"))

    share.put("new-year (conflicted copy of Ben).txt", LETTER.format(subject="Ben"))
    both = [threading.Thread(target=editor, args=(who,)) for who in ("Anna", "Ben")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    last = (shop.folder / "templates/new-year.txt").read_text().split("\n")[0].removeprefix("Subject: ")
    d.until(lambda: subject(shop) == last, f"the text saved last, {last}")

    # what editors left is nobody's letter; a conflict copy is named; the deleted letter is gone
    answered(share, d, "new-year (conflicted copy of Ben).PROBLEM.txt", "copy")
    assert shop.one("SELECT count(*) FROM template WHERE size>=0") == 3
    share.client("del new-year.txt")
    gone = share.folder / "new-year.OK.txt"
    d.until(lambda: not gone.exists(), "the answer's end")
    assert "followupd" in d.log() and d.stop() == 0


def test_half_a_file_is_no_letter(shop, share, start):  # noqa: F811
    """A slow copy: it stands there half for longer than a quiet moment, and only counts whole."""
    d = start(shop).ready()
    whole = LETTER.format(subject="Slow")
    head, tail = whole[:whole.index("Dear")], whole[whole.index("Dear"):]
    slow = shop.folder / "templates/slow.txt"
    with open(slow, "w", encoding="utf-8") as f:
        for piece in (head, *[tail[i:i + 20] for i in range(0, len(tail), 20)]):
            f.write(piece)
            f.flush()
            time.sleep(0.2)
            assert shop.one("SELECT good FROM template WHERE file='slow.txt'") is None
    answered(share, d, "slow.OK.txt", "slow.txt is understood")
    assert shop.one("SELECT good FROM template WHERE file='slow.txt'").decode() == whole
    assert share.get("slow.PROBLEM.txt") is None
