"""Idle and size: start to READY, memory, wake-ups and programs, with a million customers.

The daemon runs with a private Postfix and Dovecot, in IDLE, with nothing due. READY is what it
tells systemd. Memory is that of its four processes together: libraries once, all else for each.
A wake-up is one time that one of them is given the processor.
"""

import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

import bench
import servers as servers_module
from house import BUILD, House
from servers import Servers

REST_S = 60


def customers(house, count):
    with open(house.folder / "ledger/customers.csv", "w", encoding="utf-8") as out:
        out.write("id,email,first_name,last_name,company,country,language,birthday,since,tags\n")
        for i in range(count):
            out.write(f"C{i:07},guest{i}@mail{i % 997}.example,Guest,Number {i},Flowers {i % 1000},DE,en,"
                      f"{1950 + i % 50}-{1 + i % 12:02}-{1 + i % 28:02},2020-{1 + i % 12:02}-{1 + i % 28:02},vip\n")


class Daemon:
    """followupd with somebody who listens to what it tells systemd."""

    def __init__(self, house):
        self.house = house

    def __enter__(self):
        path = self.house.folder / "notify"
        path.unlink(missing_ok=True)
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("WATCHDOG", "NOTIFY"))}
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard, open(self.house.log, "a") as log:
            heard.bind(str(path))
            heard.settimeout(300)
            began = time.monotonic()
            self.process = subprocess.Popen([BUILD / "followupd", "-c", self.house.conf], stdout=log, stderr=log,
                                            env={**environment, "NOTIFY_SOCKET": str(path)})
            while b"READY=1" not in heard.recv(4096):
                pass
            self.ready_ms = (time.monotonic() - began) * 1000
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def wakeups(self):
        return sum(int(n) for pid in bench.family(self.process.pid)
                   for n in re.findall(r"ctxt_switches:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()))

    def settle(self):
        """Until nothing has moved for three seconds."""
        end, before = time.monotonic() + 600, -1
        while (now := self.wakeups()) != before:
            if time.monotonic() > end:
                raise SystemExit("the daemon does not come to rest")
            before = now
            time.sleep(3)

    def resident(self):
        """MB in memory: what is mapped from files once for all of them, and what each has alone."""
        files, own = {}, 0
        for pid in bench.family(self.process.pid):
            maps = Path(f"/proc/{pid}/smaps").read_text()
            for place, size, share in re.findall(r"^[0-9a-f]+-[0-9a-f]+ .... (.*)\n(?:.*\n)*?Rss: +(\d+) kB\nPss: +(\d+)", maps, re.M):
                offset, device, inode = place.split()[:3]
                if inode == "0":
                    own += int(share)
                else:
                    key = (offset, device, inode)
                    files[key] = max(files.get(key, 0), int(size))
        return (own + sum(files.values())) / 1024


def programs(the, table):
    for name in ("followupd", "followup"):
        with the.folder() as folder:
            subprocess.run(["strip", "-o", folder / name, the.path / name], check=True)
            table.put(f"size of {name}, stripped", [(folder / name).stat().st_size / 2**20], "MB")


def measure(the, table):
    if shutil.which("strip"):
        programs(the, table)
    if why := servers_module.why_not():
        raise bench.Skip(why)
    count, rest_s = the.size(1000000), the.size(REST_S, 10)
    ready, memory, wakeups = [], [], []
    with Servers() as mail, the.folder() as folder:
        house = House(folder, mail)
        house.configure(imap={"poll": 86400})
        (folder / "templates/drafts").mkdir()
        customers(house, count)
        house.once("planner", timeout=3600)
        for _ in range(the.rounds):
            with Daemon(house) as daemon:
                ready.append(daemon.ready_ms)
                daemon.settle()
                before = daemon.wakeups()
                time.sleep(rest_s)
                wakeups.append((daemon.wakeups() - before) * 60 / rest_s)
                memory.append(daemon.resident())
    words = f"{count:,} customers"
    table.put(f"start to READY, {words}", ready, "ms", bench.at_most(100, "ms"))
    table.put(f"memory of all processes at rest, {words}", memory, "MB", bench.at_most(32, "MB"))
    table.put("wake-ups a minute, all processes", wakeups, "", bench.at_most(0, "/min"))
