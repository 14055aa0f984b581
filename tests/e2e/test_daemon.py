"""The daemon alive: supervisor and three workers on the real clock, beside a Postfix and a Dovecot
that work, stall, stop and come back.

What must be true while it lives: the folder answers in seconds; a reply is seen at once and stops
what was queued; kill -9 loses nothing and sends nothing twice; a server in trouble is told in words
and costs no letter; no password goes where it must not; a mail that kills its reader is passed over.
"""

import collections
import datetime
import os
import random
import re
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from pathlib import Path

import pytest

import servers as servers_module
from house import BUILD, CARE
from patience import PATIENCE, until
from test_main_job import ELENA, HANA, Imposter, SOREN, letter, waiting

ROLES = {"planner", "sender", "listener"}
ANNA, JONAS = "anna@harbourpine.example", "jonas@harbourpine.example"

# ---------------------------------------------------------------- the real clock, made convenient


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def noon_zone():
    """A time zone where it is noon now: no test runs across midnight. POSIX signs: west is +."""
    return f"Etc/GMT{now().hour - 12:+d}"


def local():
    return now() + datetime.timedelta(hours=12 - now().hour)


def early_in_the_minute(most=45):
    """What is planned within this minute of the day is due at once; not with a second left."""
    second = now().second
    if second > most:
        time.sleep(60.2 - second)


def template(days=0, subject="Thank you, {{first_name|friend}}", valid="the day"):
    """A letter to all: today, or in some days."""
    day = local() + datetime.timedelta(days=days)
    return f"""\
Subject:  {subject}
When:     FREQ=YEARLY;BYMONTH={day.month};BYMONTHDAY={day.day}
To:       before, new, short, long, integral
Valid:    {valid}
Status:   live

Dear {{{{first_name|friend of the house}}}},

thank you for being with us, and for every visit since.
"""


TOMORROW = {"days": 1, "subject": "A word from the harbour", "valid": "P5D"}


def live(house, smtp=None, imap=None, more=""):
    """The window of the day ends with this minute, so that letters of today are due now."""
    house.configure(smtp, {"poll": 10, **(imap or {})}, more)
    text = house.conf.read_text().replace('"Europe/Berlin"', f'"{noon_zone()}"')
    end = f"{local():%H}:{local().minute + 1:02d}" if local().minute < 59 else "13:00"
    house.conf.write_text(text.replace(
        "courtesy = { ", f'courtesy = {{ gap_days = 0; human_gap_days = 0; window = "00:00-{end}"; '))


class Daemon:
    def __init__(self, house, env=None):
        self.house = house
        self.log_path = house.folder / "daemon.log"
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen([BUILD / "followupd", "-c", house.conf], stdout=log, stderr=log,
                                            stdin=subprocess.DEVNULL, env={**os.environ, **(env or {})})
        self.pid = self.process.pid

    def log(self):
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def ready(self):
        self.until(lambda: "are at work" in self.log() or self.process.poll() is not None, "the start")
        assert self.process.poll() is None, self.log()
        return self

    def until(self, condition, what, patience=PATIENCE):
        return until(condition, what, patience, log=lambda: self.log()[-4000:])

    def children(self):
        """{pid: role} of the living workers."""
        found = {}
        for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split():
            try:
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            roles = [w[7:].decode() for w in words if w.startswith(b"--role=")]
            if roles:
                found[int(pid)] = roles[0]
        return found

    def kill(self, role):
        """True when there was one to kill."""
        for pid, name in self.children().items():
            if name == role:
                try:
                    os.kill(pid, signal.SIGKILL)
                    return True
                except ProcessLookupError:
                    return False
        return False

    def ring(self):
        with open(self.house.folder / "state/bell", "wb", buffering=0) as bell:
            bell.write(b"!")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


def problem(house, what):
    return house.one("SELECT problem FROM health WHERE what=?", what)


def names_its_server(words, port):
    assert words and f"localhost:{port}" in words, words
    assert not re.search(r"\berrno\b|Error \d|\(null\)|-\d{2,}", words), words


class Wire:
    """Between followupd and a server: slow, or silent."""

    def __init__(self, port, delay=0.0):
        self.to, self.delay = port, delay
        self.flow = threading.Event()
        self.flow.set()
        self.port = 0
        self.open = []
        self.listen()

    def listen(self):
        self.listening = socket.create_server(("127.0.0.1", self.port))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self.serve, args=(self.listening,), daemon=True).start()

    def serve(self, listening):
        while True:
            try:
                near, _ = listening.accept()
                far = socket.create_connection(("127.0.0.1", self.to))
            except OSError:
                return
            self.open += near, far
            for one, other, wait in ((near, far, 0), (far, near, self.delay)):
                threading.Thread(target=self.carry, args=(one, other, wait), daemon=True).start()

    def carry(self, one, other, wait):
        try:
            while data := one.recv(65536):
                time.sleep(wait)
                self.flow.wait()
                other.sendall(data)
        except OSError:
            pass
        for s in (one, other):
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def cut(self):
        """The server is gone: what is open breaks, and nobody listens."""
        for s in (self.listening, *self.open):
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.listening.close()

    def close(self):
        self.flow.set()
        self.cut()


# ---------------------------------------------------------------- a day


def test_the_folder_answers_and_the_letter_of_today_goes(shop, start):
    (shop.folder / "templates/thanks.txt").unlink()
    early_in_the_minute()
    live(shop)
    d = start(shop).ready()
    dropped = time.monotonic()
    shop.template("thanks", template())
    shop.template("broken", template().replace("{{first_name|friend}}", "{{first_nam"))
    templates = shop.folder / "templates"
    d.until(lambda: (templates / "thanks.OK.txt").exists(), "thanks.OK.txt")
    shop.cli("approve", "thanks")  # it may have been there at the first look, or not
    d.until(lambda: (templates / "broken.PROBLEM.txt").exists(), "broken.PROBLEM.txt")
    print(f"the folder answered after {time.monotonic() - dropped:.1f} s")
    assert "This would go to 3 people, next on" in (templates / "thanks.OK.txt").read_text(encoding="utf-8")
    assert "first_nam" in (templates / "broken.PROBLEM.txt").read_text(encoding="utf-8")
    d.until(lambda: set(shop.states("thanks").values()) == {"SENT"}, "three letters sent")
    shop.mail.settle()
    assert letter(shop)["Subject"] == "Thank you, Elena"
    assert letter(shop, HANA)["Subject"] == "Thank you, 花"
    # mended while it runs
    shop.template("broken", template(subject="Once more", **{"days": 40}))
    d.until(lambda: (templates / "broken.OK.txt").exists(), "broken.OK.txt")
    assert not (templates / "broken.PROBLEM.txt").exists()
    assert d.stop() == 0


def of_today(shop, start, **imap):
    """Letters of today have gone, letters of tomorrow wait in the outbox, the daemon runs."""
    early_in_the_minute(55)
    live(shop, imap=imap)
    shop.template("thanks", template())
    shop.template("later", template(**TOMORROW))
    shop.once("planner")
    d = start(shop).ready()
    d.until(lambda: set(shop.states("thanks").values()) == {"SENT"}, "three letters sent")
    shop.mail.settle()
    assert set(shop.states("later").values()) == {"QUEUED"}
    return d


@pytest.fixture
def answered(shop, start):
    return of_today(shop, start)


@pytest.fixture
def idling(shop, start):
    """It looks by itself every ten minutes only: what is seen sooner, IDLE has told."""
    return of_today(shop, start, poll=600)


def one_look(house, customer):
    """Conversation and next letter in one snapshot of the store: (state, state)."""
    row, = house.sql("SELECT (SELECT state FROM conversation WHERE customer=?1),"
                     " (SELECT state FROM outbox WHERE customer=?1 AND touchpoint='later')", customer)
    return tuple(row)


def test_a_reply_is_seen_at_once(shop, idling):
    """Through Postfix to Dovecot, IDLE, the conversation; what was queued stops in that moment."""
    took = []
    for n, address in enumerate((ELENA, SOREN, HANA), 1):
        answer = shop.reply_to(letter(shop, address), "Could you call me about the boat?")
        begun = time.monotonic()
        shop.mail.deliver(address, CARE, answer)
        seen = idling.until(lambda: (look := one_look(shop, str(n)))[0] and look, "a conversation")
        took.append(time.monotonic() - begun)
        assert seen == ("WAITING", "WITHDRAWN")
        time.sleep(0.3)  # the listener is back in IDLE, or on its way there
    print("reply to conversation:", ", ".join(f"{t:.2f} s" for t in took))
    told = shop.cli("waiting").stdout
    assert "Elena Ruiz" in told and "call me about the boat" in told
    # nobody's mail was touched: all as fresh as Dovecot delivered it
    assert all(flags <= {"\\Recent"} for flags in shop.mail.flags(CARE).values())


def test_replies_at_any_moment_are_seen(shop, idling):
    """Between one look and the next IDLE there is no gap in which a mail is missed."""
    answers = [shop.reply_to(letter(shop, a), "And another thing.") for a in (ELENA, SOREN, HANA) * 5]
    count = 0
    for answer in answers:
        shop.mail.deliver(str(answer["From"]), CARE, answer)
        time.sleep(random.uniform(0, 0.12))
        count += 1
    idling.until(lambda: shop.one("SELECT count(*) FROM inbox WHERE class='reply'") == count,
                   f"{count} replies")
    assert waiting(shop) == {"1", "2", "3"}


def test_the_answer_in_sent_closes_without_a_restart(shop, answered):
    shop.customer_reply(letter(shop), "When do you open again?")
    answered.until(lambda: waiting(shop) == {"1"}, "a conversation")
    begun = time.monotonic()
    shop.staff_answer(shop.mailbox(CARE)[-1], "On Monday at nine.", deliver=False)
    answered.until(lambda: not waiting(shop), "the end of the wait")
    print(f"answer in Sent to closed: {time.monotonic() - begun:.1f} s")
    assert shop.one("SELECT state FROM conversation") == "ANSWERED"
    assert "Nobody is waiting" in shop.cli("waiting").stdout


# ---------------------------------------------------------------- kill -9


def many(house, count):
    house.customers([{"id": str(n), "email": f"guest{n}@many.example", "first_name": f"Guest {n}",
                      "manager": "anna"} for n in range(count)])


def test_kill_9_loses_nothing_and_sends_nothing_twice(make_house, start, wires):
    """Forty letters on a slow line, replies coming in, a second letter to plan; meanwhile each
    worker is killed again and again."""
    house, count = make_house(), 40
    early_in_the_minute(55)
    wire = wires(house.mail.submission_port, delay=0.04)
    live(house, smtp={"port": wire.port})
    many(house, count)
    house.template("thanks", template())
    house.once("planner")
    assert collections.Counter(house.states("thanks").values()) == {"QUEUED": count}
    house.release("later", template(**TOMORROW), now=None)
    d = start(house).ready()
    killed, replied, dies_at = collections.Counter(), set(), {}
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and (min(killed[r] for r in ROLES) < 5 or len(replied) < 10):
        time.sleep(0.02)
        for pid, role in d.children().items():  # each lives long enough to be in the middle of something
            at = dies_at.setdefault(pid, time.monotonic() + random.uniform(0.02, 1.5))
            if time.monotonic() >= at and killed[role] < 6:
                killed[role] += d.kill(role)
        gone = [c for c, state in house.states("thanks").items() if state == "SENT" and c not in replied]
        if gone and len(replied) < 10:
            mails = house.mailbox(f"guest{gone[0]}@many.example")
            if mails:
                answer = house.reply_to(mails[0], "How kind! Can we talk?")
                house.mail.deliver(str(answer["From"]), CARE, answer)
                replied.add(gone[0])
    print("killed:", dict(killed))
    assert sum(killed.values()) >= 15, killed
    d.until(lambda: set(house.states("thanks").values()) <= {"SENT", "UNSURE"}, "the end of the outbox")
    d.until(lambda: len(d.children()) == 3, "three workers")
    d.until(lambda: waiting(house) == replied, "all replies")
    d.until(lambda: len(house.states("later")) + len(replied) >= count, "the letters of tomorrow")
    house.mail.settle()

    states = collections.Counter(house.states("thanks").values())
    arrived = {str(n): len(house.mailbox(f"guest{n}@many.example")) for n in range(count)}
    print("states:", dict(states), "arrived:", sum(arrived.values()))
    assert sum(states.values()) == count
    assert set(arrived.values()) <= {0, 1}, "twice!"
    lost = {c for c, n in arrived.items() if n == 0}
    assert lost <= {c for c, s in house.states("thanks").items() if s == "UNSURE"}, "lost!"
    # a sender that was killed leaves in doubt what was on the line, no more
    assert states["UNSURE"] <= 8 * killed["sender"]
    assert house.one("SELECT count(*) FROM inbox WHERE class='reply'") == len(replied)
    assert house.one("SELECT max(n) FROM (SELECT count(*) AS n FROM outbox WHERE kind='letter'"
                     " GROUP BY recipient, touchpoint)") == 1
    later = house.states("later")
    assert all(later.get(c) in (None, "WITHDRAWN") for c in replied)
    assert all(later[c] == "QUEUED" for c in arrived if c not in replied)
    # and the supervisor says what it did
    assert "ended by signal 9" in d.log() and "starts again in 0.25 s" in d.log()
    # previews to the writer are mails of the outbox, too
    unsure = house.one("SELECT count(*) FROM outbox WHERE state='UNSURE'")
    shown = house.cli("status", expect=None).stdout
    assert not unsure or f"{unsure} UNSURE" in shown
    assert d.stop() == 0


def test_what_a_worker_committed_is_seen_though_it_died_before_it_rang(shop, answered):
    """A letter whose last day is over: the sender's next look withdraws it, and only a ring makes it look."""
    with sqlite3.connect(shop.folder / "state/followupd.db", timeout=60) as store:
        store.execute("UPDATE outbox SET next_try_at=0, valid_until_at=1 WHERE touchpoint='later'")
    store.close()
    assert answered.kill("planner")
    answered.until(lambda: set(shop.states("later").values()) == {"WITHDRAWN"}, "the sender's look")


def test_a_digest_comes_once_though_the_planner_is_killed(shop, start):
    (shop.folder / "templates/thanks.txt").unlink()
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    live(shop, more=f'digest = {{ day = "{days[local().weekday()]}"; hour = 0; }};\n')
    # the store was there before this week
    shop.once("planner", now=f"{now() - datetime.timedelta(days=15):%Y-%m-%dT06:00:00Z}")
    before = shop.one("SELECT count(*) FROM outbox WHERE kind='digest'")
    d = start(shop)
    killed, end = 0, time.monotonic() + PATIENCE
    while time.monotonic() < end and killed < 5:
        time.sleep(random.uniform(0, 0.03))
        killed += d.kill("planner")
    d.until(lambda: set(d.children().values()) == ROLES, "three workers")
    sent = "SELECT count(*) FROM outbox WHERE kind='digest' AND state IN ('SENT', 'UNSURE')"
    d.until(lambda: (shop.one(sent) or 0) >= 1, "the digest")
    d.ring()
    time.sleep(0.5)
    shop.mail.settle()
    weeks = shop.sql("SELECT customer, occurrence, count(*) AS n FROM outbox WHERE kind='digest' GROUP BY 1, 2")
    assert [r["n"] for r in weeks] == [1] * len(weeks)
    assert len(weeks) == before + 2  # anna's and jonas's
    assert all(len(shop.mailbox(a)) == 1 for a in (ANNA, JONAS))
    assert killed >= 3


# ---------------------------------------------------------------- servers in trouble


def test_a_mail_server_that_stops_and_comes_back(shop, start):
    """Postfix is gone when letters are due: they wait, a person is told, and they go."""
    postfix = ("postfix", "-c", str(shop.mail.root / "postfix"))
    early_in_the_minute(50)
    live(shop)
    shop.template("thanks", template())
    shop.once("planner")
    servers_module.run(*postfix, "stop")
    try:
        d = start(shop).ready()
        d.until(lambda: problem(shop, "smtp"), "a sentence about the server")
        assert set(shop.states().values()) == {"QUEUED"}
        names_its_server(problem(shop, "smtp"), shop.mail.submission_port)
        told = shop.cli("status", expect=75).stdout
        assert "3 QUEUED" in told and re.search(r"^smtp +PROBLEM since .*localhost", told, re.M)
        assert "3 letters wait" in told
    finally:
        servers_module.run(*postfix, "start")
    shop.mail.wait_up()
    d.until(lambda: set(shop.states().values()) == {"SENT"}, "letters that go by themselves")
    shop.mail.settle()
    for address in (ELENA, SOREN, HANA):
        letter(shop, address)
    assert shop.one("SELECT max(attempt) FROM outbox") == 1  # no letter was claimed in vain
    d.until(lambda: problem(shop, "smtp") is None, "the end of the trouble")


def test_an_imap_server_that_stops_and_comes_back(shop, start, wires):
    wire = wires(shop.mail.imap_port)
    early_in_the_minute(50)
    live(shop, imap={"port": wire.port})
    shop.template("thanks", template())
    shop.once("planner")
    d = start(shop).ready()
    d.until(lambda: set(shop.states().values()) == {"SENT"}, "three letters sent")
    d.until(lambda: shop.one("SELECT ok_at FROM health WHERE what='imap'"), "a first look")
    wire.cut()
    d.until(lambda: problem(shop, "imap"), "a sentence about the server")
    names_its_server(problem(shop, "imap"), wire.port)
    told = shop.cli("status", expect=75).stdout
    assert re.search(r"^imap +PROBLEM since .*localhost", told, re.M) and "nobody notices" in told
    shop.customer_reply(letter(shop), "Are you there?")
    wire.listen()
    d.until(lambda: waiting(shop) == {"1"}, "a conversation")
    d.until(lambda: problem(shop, "imap") is None, "the end of the trouble")
    assert set(d.children().values()) == ROLES
    assert "ended with code" not in d.log()


def everything_written(house):
    """What the daemon left for others to read: log, store, sidecars."""
    said = b""
    for path in house.folder.rglob("*"):
        if path.is_file() and path.name != "password":
            said += path.read_bytes()
    return said


def test_a_wrong_password_costs_nothing_and_goes_nowhere(shop, start):
    early_in_the_minute(55)
    live(shop)
    secret = "Wr0ng-and-Secret-7391"
    shop.write_password(secret)
    shop.template("thanks", template())
    shop.once("planner")
    d = start(shop).ready()
    for what in ("smtp", "imap"):
        d.until(lambda: problem(shop, what), f"a sentence about {what}")
        said = problem(shop, what)
        assert CARE in said and "password" in said, said
    assert set(shop.states().values()) == {"QUEUED"}
    assert shop.one("SELECT max(attempt) FROM outbox") == 0
    for process in Path("/proc").glob("[0-9]*"):
        for name in ("cmdline", "environ"):
            try:
                seen = (process / name).read_bytes()
            except OSError:
                continue
            assert secret.encode() not in seen and shop.mail.password.encode() not in seen, process
    assert secret.encode() not in everything_written(shop)
    # a person corrects the file; nobody restarts anything
    shop.write_password(shop.mail.password)
    d.until(lambda: set(shop.states().values()) == {"SENT"}, "letters that go by themselves")
    assert shop.mail.password.encode() not in everything_written(shop)


def test_another_authority_gets_no_word_of_auth(shop, start):
    imposter = Imposter(shop.mail)
    early_in_the_minute(55)
    live(shop, smtp={"port": imposter.port}, imap={"ca_file": shop.mail.other_ca})
    shop.template("thanks", template())
    shop.once("planner")
    mark = shop.mail.mark()
    d = start(shop).ready()
    for what, port in (("smtp", imposter.port), ("imap", shop.mail.imap_port)):
        d.until(lambda: problem(shop, what), f"a sentence about {what}")
        names_its_server(problem(shop, what), port)
        assert "certificate" in problem(shop, what)
    time.sleep(1)
    d.stop()
    imposter.close()
    assert imposter.calls >= 1 and b"AUTH" not in imposter.heard.upper()
    assert shop.mail.password.encode() not in imposter.heard
    assert not re.search(r"Login: user|auth failed", shop.mail.log(mark))
    assert set(shop.states().values()) == {"QUEUED"}


class Stuck(dict):
    """Postfix asks about a recipient and gets no answer until the test is over."""

    def __init__(self):
        super().__init__()
        self.asked, self.over = threading.Event(), threading.Event()

    def get(self, key, default=None):
        if key == ELENA:
            self.asked.set()
            self.over.wait(3 * PATIENCE)
        return super().get(key, default)


def test_stops_at_once_while_both_servers_stall(shop, start, wires):
    """RCPT TO has no answer, and neither has what the listener asked."""
    early_in_the_minute(50)
    wire = wires(shop.mail.imap_port)
    live(shop, imap={"port": wire.port})
    shop.template("thanks", template())
    shop.once("planner")
    calm, stuck = shop.mail.answers.said, Stuck()
    shop.mail.answers.said = stuck
    try:
        d = start(shop).ready()
        d.until(stuck.asked.is_set, "RCPT TO")
        d.until(lambda: shop.one("SELECT ok_at FROM health WHERE what='imap'"), "a first look")
        wire.flow.clear()
        d.ring()
        time.sleep(0.5)
        workers = d.children()
        assert d.stop() == 0
        assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
        assert "killed" not in d.log(), d.log()
    finally:
        stuck.over.set()
        shop.mail.answers.said = calm
    # nothing was said that could have sent it: it waits and goes with the next start
    assert shop.states()["1"] == "QUEUED" and "UNSURE" not in shop.states().values()


def test_stops_at_once_while_servers_do_not_even_greet(shop, start):
    early_in_the_minute(50)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        live(shop, smtp={"port": port}, imap={"port": port})
        shop.template("thanks", template())
        shop.once("planner")
        d = start(shop).ready()
        silent.settimeout(PATIENCE)
        held = [silent.accept(), silent.accept()]
        assert d.stop() == 0
        for s, _ in held:
            s.close()
    assert set(shop.states().values()) == {"QUEUED"}
    assert "killed" not in d.log(), d.log()


def test_a_second_daemon_is_refused_and_the_first_works_on(shop, answered):
    second = shop.run("followupd", "-c", shop.conf, expect=75)
    assert f"process {answered.pid}" in second.stderr and "stop it first" in second.stderr
    assert shop.run("followupd", "-c", shop.conf, "--once", expect=75).stderr
    shop.customer_reply(letter(shop), "Still there?")
    answered.until(lambda: waiting(shop) == {"1"}, "a conversation")


# ---------------------------------------------------------------- mail that kills its reader


def test_a_poison_mail_is_set_aside_and_the_next_is_read(shop, start):
    """We know no mail that ends the process that reads it; so it is told of one."""
    early_in_the_minute(50)
    live(shop)
    shop.template("thanks", template())
    shop.once("planner")
    d = start(shop, env={"FOLLOWUPD_DIES_OF": "Hello, parser"}).ready()
    d.until(lambda: set(shop.states().values()) == {"SENT"}, "three letters sent")
    shop.mail.settle()
    poison = b"From: elena@north.example\r\nTo: " + CARE.encode() + \
        b"\r\nSubject: Important\r\nMessage-ID: <poison@north.example>\r\n\r\nHello, parser!\r\n"
    listener = [p for p, role in d.children().items() if role == "listener"]
    shop.mail.deliver(ELENA, CARE, poison)
    shop.mail.deliver(SOREN, CARE, shop.reply_to(letter(shop, SOREN), "A normal question."))
    d.until(lambda: waiting(shop) == {"2"}, "the mail behind the poison")
    assert shop.one("SELECT count(*) FROM inbox WHERE class='poison'") == 1
    assert listener == [p for p, role in d.children().items() if role == "listener"]
    assert "set aside" in d.log()
    told = shop.cli("digest", "anna", expect=None).stdout
    assert "could not be read" in told or "can't be read" in told, told
    d.stop()
    assert d.log().count("set aside") == 1, "it was tried again"
