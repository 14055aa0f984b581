"""A server that falls silent at each step of a dialogue, on a line that stays open."""

import re
import subprocess
import threading

from house import BUILD, THANKS, House
from test_daemon import Wire

DAY = "2026-10-06"


class Silent(Wire):
    """A line that carries so many answers of the server, and then nothing more, but stays open. What
    we say still arrives."""

    def __init__(self, port, answers):
        self.left, self.silent = answers, threading.Event()
        self.counted = 0
        super().__init__(port)

    def carry(self, one, other, wait):
        if one.getpeername()[1] != self.to:
            return super().carry(one, other, wait)
        try:
            while data := one.recv(65536):
                if self.left == self.counted:
                    self.silent.set()
                    return
                self.counted += 1
                other.sendall(data)
        except OSError:
            pass


def fall_silent(make_house, mail, port, prepare, role, now):
    """A run on a line that works, to count the server's answers; then, all at once, a run for each of
    them that never comes. [(house, line, run)]"""
    def begin(name, answers, timeout=1):
        house = make_house(name)
        prepare(house)
        line = Silent(getattr(mail, port), answers)
        part = "smtp" if role == "sender" else "imap"
        house.configure(**{part: {"port": line.port, "timeout": timeout}})
        return house, line, subprocess.Popen(
            [BUILD / "followupd", "-c", house.conf, f"--once={role}", f"--now={now}"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    house, line, run = begin("calm", 10**6, 60)
    assert run.wait(120) == 0, run.stderr.read()
    line.close()
    return [begin(f"n{n}", n) for n in range(line.counted)]


def ended(runs):
    for _, _, run in runs:
        run.said = run.communicate(timeout=180)[1]
        assert run.returncode >= 0, run.said  # no crash
    return runs


class Silence:
    """Beside the other tests: a letter each on lines to the mail server that fall silent."""

    def __init__(self, folder, mail):
        self.mail = mail
        self.runs = fall_silent(lambda name: House(folder / name, mail), mail, "submission_port", self.prepare,
                                "sender", f"{DAY}T12:00:00Z")

    def prepare(self, house):
        house.customers([{"id": "1", "email": f"guest@{house.folder.name}.silent.example", "first_name": "Ada"}])
        house.template("thanks", THANKS)
        house.run("followupd", "-c", house.conf, "--once=planner", f"--now={DAY}T06:00:00Z")

    def arrived(self, house):
        """By the server's log: other tests empty the mailboxes."""
        return len(re.findall(rf"to=<guest@{house.folder.name}\.silent\.example>.*status=sent", self.mail.log()))

    def stop(self):
        for _, line, run in self.runs:
            line.close()
            if run.poll() is None:
                run.kill()
                run.wait()
