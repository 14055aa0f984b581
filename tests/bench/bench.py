"""What the measures share: the build, the peers, running things and timing them, the table."""

import fcntl
import os
import platform
import re
import select
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from guard import family

SOURCE = Path(__file__).resolve().parents[2]
YARDSTICK = SOURCE / "tests/bench/yardstick"
RUN_S = 1800  # no program here needs that long
PROBES = ("job", "queue", "digest", "render", "import", "plan/plan", "inbox/classify")
os.environ["PATH"] += ":/usr/sbin:/sbin"


class Skip(Exception):
    """A sentence: why this can't be measured here."""


class NoResult(Exception):
    """A sentence: what did not come to its end, and was ended."""


def say(words):
    print(words, file=sys.stderr, flush=True)


# ---------------------------------------------------------------- goals

class Goal(NamedTuple):
    """A number, and which side of it is good. `of`: what the number is about."""
    number: float
    of: str          # "faster": theirs / ours; "times": ours / theirs; else ours, in that unit
    at_least: bool

    def value(self, ours, theirs):
        if self.of == "faster":
            return theirs / ours
        return ours / theirs if self.of == "times" else ours

    def reached(self, value):
        return value >= self.number if self.at_least else value <= self.number

    def verdict(self, value):
        if self.reached(value):
            return "reached"
        share = value / self.number if self.at_least else self.number / value
        return f"not reached: {share:.2g}x"

    def __str__(self):
        unit = {"faster": " x faster", "times": " x"}.get(self.of, f" {self.of}")
        return f"{'≥' if self.at_least else '≤'} {self.number:,g}{unit}"


def faster(number):
    """Ours takes that many times less of what is measured."""
    return Goal(number, "faster", True)


def at_most_times(number):
    return Goal(number, "times", False)


def at_least_times(number):
    return Goal(number, "times", True)


def at_most(number, unit):
    return Goal(number, unit, False)


def at_least(number, unit):
    return Goal(number, unit, True)


# ---------------------------------------------------------------- the table

def figure(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def spread(values, unit=""):
    """median (least–most)"""
    if not values:
        return "-"
    words = figure(statistics.median(values)) + (f" {unit}" if unit else "")
    if len(values) > 1:
        words += f" ({figure(min(values))}–{figure(max(values))})"
    return words


def machine():
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text()).group(1)) / 2**20
    return (f"{os.cpu_count()} cores {cpu.group(1).strip() if cpu else platform.machine()}, {memory:.0f} GiB, "
            f"Linux {platform.release().split('-')[0]}")


class Table:
    HEAD = ("measure", "ours", "yardstick", "ratio", "goal", "verdict")

    def __init__(self, name, title):
        self.name, self.title, self.rows = name, title, []
        self.load = os.getloadavg()[0]
        say(f"== {name}: {title}")

    def add(self, row):
        self.rows.append(row)
        say("   " + " | ".join(cell for cell in row if cell))

    def put(self, what, ours, unit, goal=None, theirs=None, beside=""):
        """`ours` and `theirs`: lists of figures, one a round; the ratio is taken within the round.
        None: that round had no result."""
        pairs = [(a, b) for a, b in zip(ours, theirs or ours) if a is not None and b is not None]
        mine, other = [a for a in ours if a is not None], [b for _a, b in pairs]
        ratio = verdict = ""
        if goal and pairs:
            ratios = [goal.value(a, b) for a, b in pairs]
            ratio = spread(ratios) if theirs else ""
            verdict = goal.verdict(statistics.median(ratios))
        elif theirs and pairs:
            ratio = spread([a / b for a, b in pairs])
        if len(pairs) < len(ours):
            verdict += f"{'; ' if verdict else ''}no result in {len(ours) - len(pairs)} of {len(ours)} rounds"
        yardstick = f"{beside}: {spread(other, unit)}" if theirs else beside
        self.add((what, spread(mine, unit), yardstick, ratio, str(goal or ""), verdict))

    def skip(self, what, why):
        self.add((what, "", "", "", "", f"skipped: {why}"))

    def no_result(self, what, why):
        self.add((what, "", "", "", "", f"no result: {why}"))

    def __str__(self):
        rows = [self.HEAD, tuple("---" for _ in self.HEAD), *self.rows]
        return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows)

    def record(self, path, the, remark):
        """This measure's section of the file is made anew; the others stay."""
        old = path.read_text(encoding="utf-8") if path.exists() else "# Results\n"
        head, *sections = re.split(r"^(?=## )", old, flags=re.M)
        words = [f"## {self.name}\n\n{self.title}\n\n{self}\n\n{time.strftime('%Y-%m-%d')}, commit {the.commit()}, "
                 f"{machine()}; load {self.load:.1f} before and {os.getloadavg()[0]:.1f} after; {the.rounds} pairs"
                 f"{'; a tenth of the size' if the.quick else ''}.{' ' + remark if remark else ''}\n\n"]
        kept = [s.rstrip() + "\n\n" for s in sections if not s.startswith(f"## {self.name}\n")]
        text = head.rstrip() + "\n\n" + "".join(sorted(kept + words))
        path.write_text(text.rstrip() + "\n", encoding="utf-8")


# ---------------------------------------------------------------- running and timing

class Used(NamedTuple):
    wall: float  # seconds
    cpu: float   # seconds of the processor, with all descendants
    peak: float  # MB of all processes together, each shared page counted once
    said: str


def resident(pid):
    """MB of a family: its proportional shares, so that what is shared is counted once."""
    total = 0
    for one in family(pid):
        try:
            found = re.search(r"^Pss:\s*(\d+)", Path(f"/proc/{one}/smaps_rollup").read_text(), re.M)
        except OSError:
            continue
        total += int(found.group(1)) if found else 0
    return total / 1024


def end(child):
    """With all its descendants, where it has not ended."""
    for pid in [*family(child.pid)] if child.poll() is None else []:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    child.wait()


def run(*words, look_s=0.05, env=None, given=None, most_s=RUN_S):
    """Run a program to its end: what it used, and what it said on standard output."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        began = time.monotonic()
        child = subprocess.Popen([str(w) for w in words], stdout=out, stderr=err, env={**os.environ, **(env or {})},
                                 stdin=subprocess.PIPE if given else subprocess.DEVNULL, text=True)
        try:
            if given:
                child.stdin.write(given)
                child.stdin.close()
            peak = 0
            while not os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG):
                peak = max(peak, resident(child.pid)) if look_s else 0
                wait_a_little(child.pid, look_s or 0.2)
                if time.monotonic() - began > most_s:
                    raise NoResult(f"{Path(str(words[0])).name} had not ended after {most_s} s")
            wall = time.monotonic() - began
            _pid, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        finally:
            end(child)
        for f in (out, err):
            f.seek(0)
        if child.returncode:
            raise SystemExit(f"{' '.join(map(str, words))} ended with {child.returncode}:\n"
                             f"{out.read()[-2000:]}{err.read()[-2000:]}")
        return Used(wall, usage.ru_utime + usage.ru_stime, peak, out.read())


def wait_a_little(pid, seconds):
    """Until the process ends or the time is over: its end is noticed at once."""
    fd = os.pidfd_open(pid)
    try:
        select.select([fd], [], [], seconds)
    finally:
        os.close(fd)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Sink:
    """smtp-sink(1), and how many messages it has taken."""

    def __enter__(self):
        if not shutil.which("smtp-sink"):
            raise Skip("smtp-sink is missing (Debian: postfix)")
        self.port, self.taken, self.changed = free_port(), 0, threading.Condition()
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        self.child = subprocess.Popen(["smtp-sink", *user, "-c", f"127.0.0.1:{self.port}", "1024"],
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0)
        threading.Thread(target=self.count, daemon=True).start()
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                time.sleep(0.02)
        end(self.child)
        raise Skip("smtp-sink does not listen")

    def count(self):
        """It says sess=1 quit=1 mesg=17 each time something changes."""
        rest = b""
        while said := os.read(self.child.stdout.fileno(), 65536):
            rest = (rest + said)[-200:]
            if found := re.findall(rb"mesg=(\d+)(?=\D)", rest):
                with self.changed:
                    self.taken = int(found[-1])
                    self.changed.notify_all()

    def wait(self, letters, patience_s=600):
        with self.changed:
            if not self.changed.wait_for(lambda: self.taken >= letters, patience_s):
                raise NoResult(f"the sink has {self.taken} of {letters} letters after {patience_s} s")

    def __exit__(self, *_):
        end(self.child)


# ---------------------------------------------------------------- the bench

class Bench:
    def __init__(self, quick, pairs):
        self.quick = quick
        self.rounds = pairs or (2 if quick else 5)
        self.home = Path(os.environ.get("FOLLOWUP_BENCH", SOURCE / "build-bench")).resolve()
        self.home.mkdir(parents=True, exist_ok=True)
        self.lock = open(self.home / "lock", "w", encoding="ascii")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"run: another bench is at work in {self.home}; $FOLLOWUP_BENCH names another place.") from None
        for left in self.home.glob("run-*"):  # by one that was killed
            shutil.rmtree(left)
        self.path = self.home / "build"
        os.environ["FOLLOWUP_BUILD"] = str(self.path)
        self.peers = {}

    def size(self, full, quick=None):
        return (quick or full // 10) if self.quick else full

    def commit(self):
        def git(*words):
            done = subprocess.run(["git", "-C", SOURCE, *words], capture_output=True, text=True, check=False)
            return done.stdout.strip()
        changed = git("status", "--porcelain", "-uno", "--", ".", ":!tests/bench/RESULTS.md")
        return (git("rev-parse", "--short=10", "HEAD") or "unknown") + (" with changes" if changed else "")

    def step(self, log, words, cwd):
        """A step of a build or an installation; its words go to a log. True: it went well."""
        with open(self.home / log, "a", encoding="utf-8") as out:
            out.write(f"$ {' '.join(map(str, words))}\n")
            out.flush()
            return subprocess.run([str(w) for w in words], cwd=cwd, stdin=subprocess.DEVNULL, stdout=out,
                                  stderr=out, check=False).returncode == 0

    def build(self):
        say("== build")
        (self.home / "build.log").unlink(missing_ok=True)
        self.path.mkdir(exist_ok=True)
        steps = [([SOURCE / "configure", "-q", "CFLAGS=-O2 -g"], self.path)] if not (self.path / "Makefile").exists() else []
        if not (SOURCE / "configure").exists():
            steps.insert(0, (["autoreconf", "-fi"], SOURCE))
        make = ["make", "-s", f"-j{os.cpu_count()}"]
        # one after the other: "all" is a make of its own, and two would build the same file
        steps += [([*make, "all"], self.path), ([*make, *(f"tests/bench/{p}" for p in PROBES)], self.path)]
        for words, cwd in steps:
            if not self.step("build.log", words, cwd):
                raise SystemExit(f"the build failed; all it said is in {self.home}/build.log")

    def probe(self, name):
        return self.path / "tests/bench" / name

    @contextmanager
    def folder(self):
        """A scratch folder on the disk the build is on (not in memory: what is flushed must cost)."""
        with tempfile.TemporaryDirectory(dir=self.home, prefix="run-") as path:
            os.chmod(path, 0o755)  # Postfix and smtp-sink change to users of their own
            yield Path(path)

    # ------------------------------------------------------------ peers, on demand

    def peer(self, name, install):
        """What install() returned the first time; a peer that can't be had is skipped by name."""
        if name not in self.peers:
            say(f"   peer: {name}")
            try:
                self.peers[name] = install()
            except Skip as why:
                self.peers[name] = why
        if isinstance(self.peers[name], Skip):
            raise self.peers[name]
        return self.peers[name]

    def node(self):
        """A folder with the scripts of yardstick/*.mjs and what they import."""
        return self.peer("node", self.install_node)

    def install_node(self):
        for need in ("node", "npm"):
            if not shutil.which(need):
                raise Skip(f"{need} is missing")
        place = self.home / "peers/node"
        place.mkdir(parents=True, exist_ok=True)
        for path in (*YARDSTICK.glob("*.mjs"), YARDSTICK / "package.json"):
            shutil.copy(path, place)
        try_it = ["node", "-e", "for (const m of Object.keys(require('./package.json').dependencies)) require.resolve(m);"
                  "new (require('better-sqlite3'))(':memory:')"]
        if not self.step("peers.log", try_it, place) and not (
                self.step("peers.log", ["npm", "install", "--no-audit", "--no-fund"], place)
                and self.step("peers.log", try_it, place)):
            raise Skip("npm could not install the Node script's packages (peers.log says why)")
        return place

    def python(self, *packages):
        """An interpreter that has them: one of the machine's, or one of our own."""
        return self.peer("python " + " ".join(packages), lambda: self.install_python(packages))

    def install_python(self, packages):
        place = self.home / "peers/python"
        own = place / "bin/python3"
        try_it = ["-c", "import " + ",".join(packages)]
        for python in (sys.executable, shutil.which("python3"), own):
            if python and Path(python).exists() and self.step("peers.log", [python, *try_it], self.home):
                return python
        if not self.step("peers.log", [sys.executable, "-m", "venv", place], self.home):
            raise Skip("Python can't make an environment of its own (Debian: python3-venv)")
        if not self.step("peers.log", [own, "-m", "pip", "install", "-q", *packages], place):
            raise Skip(f"pip could not install {' '.join(packages)} (peers.log says why)")
        return own

    def debian(self, package, program):
        """A program of the machine's, or unpacked from its package, not installed."""
        return self.peer(package, lambda: self.install_debian(package, program))

    def install_debian(self, package, program):
        if found := shutil.which(program):
            return [found]
        place = self.home / "peers/debian"
        place.mkdir(parents=True, exist_ok=True)
        names = subprocess.run(["apt-cache", "depends", "--recurse", "--no-recommends", "--no-suggests", "--no-conflicts",
                                "--no-breaks", "--no-replaces", "--no-enhances", package],
                               capture_output=True, text=True, check=False).stdout if shutil.which("apt-cache") else ""
        lacking = [n for n in dict.fromkeys(re.findall(r"^(\w[\w.+-]*)$", names, re.M)) if not installed(n)]
        if not lacking or not self.step("peers.log", ["apt-get", "download", *lacking], place):
            raise Skip(f"{program} is missing, and apt-get could not download it")
        for path in place.glob("*.deb"):
            self.step("peers.log", ["dpkg", "-x", path, place], place)
        found = next((p for d in ("usr/bin", "usr/sbin") if (p := place / d / program).exists()), None)
        libraries = ":".join(str(p) for p in place.glob("usr/lib/*-linux-gnu"))
        words = ["env", f"LD_LIBRARY_PATH={libraries}", str(found)]
        if not found or not self.step("peers.log", [*words, "--version"], place):
            raise Skip(f"{program} does not run unpacked (peers.log says why)")
        return words


def installed(package):
    done = subprocess.run(["dpkg-query", "-W", "-f", "${db:Status-Status}", package], capture_output=True, text=True, check=False)
    return done.stdout == "installed"
