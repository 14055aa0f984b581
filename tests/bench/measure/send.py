"""Sending: what the wire allows (smtp-source), and the mailers people would use instead.

Ours is the sender with a store full of letters that are due, full durability on, the veto of each
letter included. Every sender talks to a fresh smtp-sink without TLS, one recipient a letter.
"""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import bench
from measure import render

SIZES = (("4 KB", 4096), ("20 KB", 20480))
SESSIONS = (1, 4, 8)

MAIN = """\
compatibility_level = 3.6
queue_directory = {root}/queue
data_directory = {root}/data
mail_owner = postfix
setgid_group = postdrop
multi_instance_enable = no
maillog_file = {root}/postfix.log
maillog_file_prefixes = {root}
myhostname = bench.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:{sink}
smtp_tls_security_level = none
smtp_destination_concurrency_limit = {sessions}
default_destination_concurrency_limit = {sessions}
initial_destination_concurrency = {sessions}
smtp_connection_cache_on_demand = yes
smtp_host_lookup = native
disable_dns_lookups = yes
alias_maps =
defer_transports = smtp
"""
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - {sessions} smtp
error unix - - n - - error
retry unix - - n - - error
showq unix n - n - - showq
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def smtp_source(port, letters, size, sessions):
    """It has been seen to wait for ever; what it does takes seconds."""
    return bench.run("smtp-source", "-d", "-s", sessions, "-m", letters, "-l", size, f"127.0.0.1:{port}", look_s=0,
                     most_s=120)


def wire(_the, letters, size, sessions):
    if not shutil.which("smtp-source"):
        raise bench.Skip("smtp-source is missing (Debian: postfix)")
    with bench.Sink() as sink:
        return smtp_source(sink.port, letters, size, sessions)


def ours(the, letters, size, sessions):
    with the.folder() as folder, bench.Sink() as sink:
        said = bench.run(the.probe("queue"), folder, sink.port, letters, size, sessions, look_s=0).said
        states = dict(sqlite3.connect(folder / "followupd.db").execute("SELECT state, count(*) FROM outbox GROUP BY state"))
        assert states == {"SENT": letters}, states
        wall, cpu, peak = map(float, said.split())
        return bench.Used(wall, cpu, peak / 1024, "")


def nodemailer(the, letters, size, sessions):
    node = the.node()
    with bench.Sink() as sink:
        return bench.run("node", node / "send.mjs", sink.port, letters, size, sessions, look_s=0)


def msmtp(the, letters, size, sessions):
    """A process for each letter: what a shell script does. It knows no sessions."""
    words = the.debian("msmtp", "msmtp")
    with bench.Sink() as sink:
        return bench.run(sys.executable, bench.YARDSTICK / "each.py", letters, size, *words, "--host=127.0.0.1",
                         f"--port={sink.port}", "--from=news@shop.example", "--tls=off", "--auth=off",
                         "someone@example.net", look_s=0)


@contextmanager
def postfix(the, sink, sessions):
    """A Postfix of our own that keeps what it gets until it is told to send."""
    if not shutil.which("postfix"):
        raise bench.Skip("postfix is missing")
    if os.geteuid() != 0:
        raise bench.Skip("Postfix must start as root")
    with the.folder() as root:
        port = bench.free_port()
        for name in ("etc", "queue", "data"):
            (root / name).mkdir()
        shutil.chown(root / "data", "postfix")
        for up in (root, *root.parents):
            if not up.stat().st_mode & 0o001:
                raise bench.Skip(f"Postfix's own user can't enter {up}; name another place with $FOLLOWUP_BENCH")
            if up == the.home:
                break
        (root / "etc/main.cf").write_text(MAIN.format(root=root, sink=sink.port, sessions=sessions))
        (root / "etc/master.cf").write_text(MASTER.format(port=port, sessions=sessions))
        tell = ["postfix", "-c", str(root / "etc")]
        subprocess.run([*tell, "start"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield root, port
        finally:
            subprocess.run([*tell, "stop"], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def cpu_of(pid):
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0  # it ended meanwhile
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def postfix_drains(the, letters, size, sessions):
    """What lies in Postfix's queue goes out; how it got in is not counted."""
    with bench.Sink() as sink, postfix(the, sink, sessions) as (root, port):
        smtp_source(port, letters, size, 4)
        master = int((root / "queue/pid/master.pid").read_text())
        (root / "etc/main.cf").write_text((root / "etc/main.cf").read_text().replace("defer_transports = smtp", ""))
        subprocess.run(["postfix", "-c", root / "etc", "reload"], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        before, began = sum(map(cpu_of, bench.family(master))), time.monotonic()
        subprocess.run(["postqueue", "-c", root / "etc", "-f"], check=True)
        sink.wait(letters)
        return bench.Used(time.monotonic() - began, sum(map(cpu_of, bench.family(master))) - before, 0, "")


def peak_with(the, queued):
    """MB of a sender that has so many letters before it, when it has sent enough to have its caches full."""
    some = 5000
    with the.folder() as folder, bench.Sink() as sink:
        probe = the.probe("queue")
        bench.run(probe, folder, sink.port, queued, 1024, 0, look_s=0)
        child = subprocess.Popen([probe, folder, str(sink.port), "0", "0", "4"], stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        try:
            sink.wait(some)
            said = Path(f"/proc/{child.pid}/status").read_text()
        finally:
            bench.end(child)
        return int(re.search(r"VmHWM:\s+(\d+)", said).group(1)) / 1024


def memory(the, table):
    """Once: what lies in the queue takes minutes to put there."""
    few, many = 10000, the.size(1000000)
    table.put(f"peak memory of the sender, {many:,} queued", [peak_with(the, many)], "MB", bench.at_most_times(1.2),
              [peak_with(the, few)], f"{few:,} queued")


def compare(the, table, what, letters, size, sessions, runs):
    """runs: [(name, run, how many letters, goal)], the first is ours. All of them in each round."""
    rates = {name: [] for name, *_ in runs}
    cpus = {name: [] for name, *_ in runs}
    absent = {}
    for _ in range(the.rounds):
        for name, go, count, _goal in runs:
            if name in absent:
                continue
            try:
                used = go(the, count, size, sessions)
            except bench.Skip as why:
                absent[name] = why
                continue
            except bench.NoResult as why:
                bench.say(f"   no result: {why}")
                rates[name].append(None)
                cpus[name].append(None)
                continue
            rates[name].append(count / used.wall)
            cpus[name].append(used.cpu * 1000 / count)
    mine = runs[0][0]
    for name, _go, _count, goal in runs[1:]:
        if name in absent:
            table.skip(f"{what}: {name}", absent[name])
        else:
            table.put(what, rates[mine], "/s", goal, rates[name], name)
    return cpus[mine]


def measure(the, table):
    letters = the.size(5000, 500)
    for words, size in SIZES:
        for sessions in SESSIONS:
            runs = [("ours", ours, letters, None), ("smtp-source", wire, letters, bench.at_least_times(1))]
            main = sessions == 4
            if main:
                runs += [("nodemailer pool", nodemailer, the.size(2000, 200), bench.at_least_times(5)),
                         ("msmtp", msmtp, the.size(100, 20), None),
                         ("Postfix draining its queue", postfix_drains, the.size(2000, 200), None)]
            what = f"send {words}, {sessions} session{'s' * (sessions > 1)}"
            cpus = compare(the, table, what, letters, size, sessions, runs)
            if main and size == SIZES[0][1]:
                known = [c for c in cpus if c is not None]
                rendering = [1000 / render.ours(the, the.size(20000)) for _ in known]
                table.put(f"{what}: processor for 1,000 letters, their rendering included",
                          [a + b for a, b in zip(known, rendering)], "s", bench.at_most(.15, "s"))
    memory(the, table)
