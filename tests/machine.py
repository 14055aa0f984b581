"""A systemd of the tests' own (tests/sdvm) with the shipped unit in it.

    machine = Machine(folder)       # machine.up.returncode: 0, or REFUSED where namespaces are
    machine.install()
    machine.configure(TEXT)
    machine.run("systemctl", "start", UNIT)
    machine.down()
"""
import json
import os
import re
import subprocess
from pathlib import Path

from patience import until

ROOT = Path(__file__).resolve().parents[1]
BUILD = Path(os.environ.get("FOLLOWUP_BUILD", ".")).resolve()
SDVM = ROOT / "tests/sdvm"
UNIT = "followupd.service"
REFUSED = 77
ROLES = {"planner", "sender", "listener"}


class Machine:
    """A booted systemd with followupd installed in it."""

    def __init__(self, folder, name="sdvm", share=""):
        self.folder = folder
        self.up = subprocess.run([SDVM, "up", folder], capture_output=True, text=True, timeout=120,
                                 env={**os.environ, "SDVM_NAME": name, "SDVM_SHARE": share})

    def down(self):
        subprocess.run([SDVM, "down", self.folder], timeout=60, check=False)

    def run(self, *words, expect=0, text=None):
        done = subprocess.run([SDVM, "in", self.folder, *map(str, words)], input=text or "",
                              capture_output=True, text=True, timeout=60)
        if expect is not None:
            assert done.returncode == expect, (words, done.stdout, done.stderr)
        return done.stdout

    def sh(self, script, **more):
        return self.run("sh", "-ec", script, **more)

    def write(self, path, text, mode=0o644):
        self.sh(f"mkdir -p $(dirname {path}); cat >{path}; chmod {mode:o} {path}", text=text)

    def put(self, source, path):
        with open(source, "rb") as f:
            subprocess.run([SDVM, "in", self.folder, "sh", "-ec", f"cat >{path}; chmod 755 {path}"],
                           stdin=f, check=True, timeout=60)

    def show(self, *names):
        said = self.run("systemctl", "show", UNIT, *[f"-p{n}" for n in names])
        return dict(line.split("=", 1) for line in said.splitlines())

    def active(self):
        return self.show("ActiveState")["ActiveState"] == "active"

    def main_pid(self):
        return int(self.show("MainPID")["MainPID"])

    def workers(self):
        """{role: pid}, as the machine counts them."""
        said = self.run("ps", "-e", "-o", "pid=,stat=,args=")
        rows = (line.split(None, 2) for line in said.splitlines())
        found = {}
        for pid, state, words in rows:
            role = re.search(r"--role=([a-z]+)", words)
            if role and not state.startswith("Z"):
                found[role.group(1)] = int(pid)
        return found

    def journal(self, since=None):
        self.run("journalctl", "--sync")
        said = self.run("journalctl", "-u", UNIT, "-o", "json", "--no-pager",
                        *(["--after-cursor", since] if since else []))
        return [json.loads(line) for line in said.splitlines()]

    def words(self, since=None):
        return "\n".join(str(e.get("MESSAGE")) for e in self.journal(since))

    def mark(self):
        return self.journal()[-1]["__CURSOR"]

    def password(self, name, word):
        self.write(f"/etc/credstore/followupd.{name}", word + "\n", 0o600)

    def all_ready(self, not_these=()):
        """The three workers, when they are others than those."""
        def there():
            w = self.workers()
            status = self.show("StatusText")["StatusText"]
            return w if set(w) == ROLES and not set(w.values()) & set(not_these) and \
                all(r in status for r in ROLES) and "Not running" not in status else None
        return until(there, "three workers at work", log=self.state)

    def state(self):
        """What a person would look at first."""
        return self.run("systemctl", "status", "--full", "--no-pager", "-n60", UNIT, expect=None)

    def install(self):
        """As `make install` and a package do it; no configuration yet."""
        self.put(BUILD / "followupd", "/usr/sbin/followupd")
        self.put(BUILD / "followup", "/usr/bin/followup")
        unit = (ROOT / "systemd/followupd.service.in").read_text()
        self.write(f"/etc/systemd/system/{UNIT}", unit.replace("@sbindir@", "/usr/sbin"))
        self.write("/usr/lib/sysusers.d/followupd.conf", (ROOT / "systemd/followupd.sysusers").read_text())
        self.write("/usr/lib/tmpfiles.d/followupd.conf", (ROOT / "systemd/followupd.tmpfiles").read_text())
        self.write("/usr/lib/systemd/catalog/followupd.catalog", (ROOT / "systemd/followupd.catalog").read_text())
        self.run("journalctl", "--update-catalog")
        self.run("systemd-sysusers")
        self.run("systemd-tmpfiles", "--create", "/usr/lib/tmpfiles.d/followupd.conf")
        self.run("systemctl", "daemon-reload")

    def configure(self, text):
        self.write("/etc/followupd/followupd.conf", text, 0o640)
        self.run("chgrp", "followupd", "/etc/followupd/followupd.conf")
