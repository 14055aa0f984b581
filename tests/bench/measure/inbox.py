"""The inbox: 50,000 headers from a Dovecot of our own, classifying, and a reply while we listen.

Three readers go through the same mailbox: a bare socket that fetches the headers and throws them away
(how fast the server can be), Python's imaplib with its header parser (what a script would cost), and
the listener, which glances at From and Message-ID in its jail, and reads, matches and stores what
customers wrote: one in a thousand, then one in twenty. A server has those two fields in its cache
once a mail program asked for them. "For the first time" is without that: then it opens each mail,
which is its own time and not ours, so that the bare socket asks for the same two fields there.
Processor seconds are the reader's own, its children's
included. Then replies arrive one by one at a living daemon: from Dovecot's word on another IDLE
line to the conversation in the store.
"""

import email
import email.message
import email.parser
import os
import re
import socket
import ssl
import subprocess
import time
from email.utils import formatdate
from pathlib import Path

import bench
import house as house_module
import servers as servers_module
from house import CARE, House
from servers import MAIL_UID, Servers

TEXT = "We would like to hear about the new colours, and whether the old ones stay.\n" * 30


def fill(mail, count, share):
    """Straight into the Maildir: what counts is the reading. One in `share` is a customer's."""
    inbox = mail.root / "mail" / CARE / "Maildir"
    for name in ("cur", "new", "tmp"):
        (inbox / name).mkdir(parents=True, exist_ok=True)
    now = int(time.time())
    for n in range(count):
        writer = f"guest{n // share % 1000}" if n % share == 0 else f"stranger{n}"
        (inbox / "cur" / f"{now}.M{n}P1.bench:2,").write_text(
            f"From: Somebody {n} <{writer}@many.example>\nTo: {CARE}\nSubject: Question {n}\n"
            f"Date: {formatdate()}\nMessage-ID: <q{n}@many.example>\nMIME-Version: 1.0\n"
            f"Content-Type: text/plain; charset=utf-8\n\n{TEXT}")
    for path in (inbox.parent, inbox, *inbox.rglob("*")):
        os.chown(path, MAIL_UID, MAIL_UID)


WHOLE, SAME = "BODY.PEEK[HEADER]", "UID BODY.PEEK[HEADER.FIELDS (From Message-ID)]<0.32768>"


def forget(mail):
    """As if no program had ever asked the server for a field."""
    for path in (mail.root / "mail" / CARE).rglob("dovecot.index.cache"):
        path.unlink()


def bare(mail, what=WHOLE):
    """One FETCH of everything, straight into the void."""
    context = ssl.create_default_context(cafile=str(mail.ca))
    with socket.create_connection(("localhost", mail.imaps_port)) as plain, \
            context.wrap_socket(plain, server_hostname="localhost") as s:
        s.recv(4096)
        s.sendall(f"1 LOGIN {CARE} {mail.password}\r\n2 EXAMINE INBOX\r\n3 UID FETCH 1:* ({what})\r\n".encode())
        last = b""
        while b"\r\n3 " not in last:
            got = s.recv(1 << 18)
            last = (last + got)[-300:]


def script(mail):
    headers = email.parser.BytesHeaderParser()
    with mail.imap(CARE, "INBOX") as client:
        _said, data = client.uid("SEARCH", "ALL")
        uids = data[0].split()
        for k in range(0, len(uids), 500):
            _said, parts = client.uid("FETCH", b",".join(uids[k:k + 500]), "(UID FLAGS INTERNALDATE BODY.PEEK[HEADER])")
            for part in parts:
                if isinstance(part, tuple):
                    headers.parsebytes(part[1]).get("From")


def peak_of(pid):
    """Of this program alone: what a child's exec left behind does not count."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0


def in_a_child(work, *words):
    """Work in a child of its own: what it used."""
    began = time.monotonic()
    pid = os.fork()
    if pid == 0:
        work(*words)
        os._exit(0)
    peak = 0
    while not os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG):
        peak = peak_of(pid) or peak
        bench.wait_a_little(pid, 0.01)
        if time.monotonic() - began > bench.RUN_S:
            raise bench.NoResult(f"{work.__name__} had not ended after {bench.RUN_S} s")
    wall = time.monotonic() - began
    _pid, status, used = os.wait4(pid, 0)
    assert status == 0, status
    return bench.Used(wall, used.ru_utime + used.ru_stime, peak, "")


def listen(house):
    """The role alone, as --once runs it; children of its own (the jail) are counted in."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    os.execv(house_module.BUILD / "followupd", ["followupd", "-c", str(house.conf), "--once=listener"])


def customers(house):
    house.customers([{"id": str(n), "email": f"guest{n}@many.example", "first_name": f"Guest {n}"} for n in range(1000)])
    house.once("planner")


def ours(the, mail, theirs):
    """The first pass of a listener who knows the customers and has read nothing yet."""
    with the.folder() as folder:
        house = House(folder, mail)
        customers(house)
        used = in_a_child(listen, house)
        taken = house.one("SELECT count(*) FROM inbox")
        assert taken == theirs, f"{taken} of {theirs}"
        return used


def first_run(the, mail, count, share):
    """Rounds of the readers over one mailbox: [(bare, ours; bare, imaplib, ours)], the first two where
    all is new to the server."""
    fill(mail, count, share)
    bare(mail)  # Dovecot makes its index
    rounds = []
    for _ in range(the.rounds):
        forget(mail)
        new = in_a_child(bare, mail, SAME)
        forget(mail)
        rounds.append((new, ours(the, mail, count // share), in_a_child(bare, mail), in_a_child(script, mail),
                       ours(the, mail, count // share)))
    return rounds


def read(the, table, count, share, goals):
    with Servers() as mail:
        raw_new, mine_new, raw, imaplib, mine = zip(*first_run(the, mail, count, share))
    words = f"{count:,} headers, one in {share} a customer's"
    table.put(f"{words}, for the first time: by the clock", [u.wall for u in mine_new], "s",
              goals and bench.at_most_times(1.5), [u.wall for u in raw_new], "bare socket that asks the same")
    table.put(f"{words}: by the clock", [u.wall for u in mine], "s", goals and bench.at_most_times(1.5),
              [u.wall for u in raw], "bare socket")
    table.put(f"{words}: processor", [u.cpu for u in mine], "s", goals and bench.at_most_times(.4),
              [u.cpu for u in imaplib], "imaplib")
    table.put(f"{words}: peak memory", [u.peak for u in mine], "MB", None, [u.peak for u in imaplib], "imaplib")


def idle(the, count):
    """From the delivery's end (Dovecot says EXISTS then) to the row in the store: ms."""
    took = []
    with Servers() as mail, the.folder() as folder:
        house = House(folder, mail)
        customers(house)
        daemon = subprocess.Popen([house_module.BUILD / "followupd", "-c", house.conf], stderr=subprocess.DEVNULL)
        try:
            time.sleep(2)
            for n in range(count):
                took.append(one_reply(mail, house, n))
        finally:
            daemon.terminate()
            daemon.wait()
    return took


def one_reply(mail, house, n):
    m = email.message.EmailMessage()
    m["From"], m["To"], m["Subject"] = f"guest{n}@many.example", CARE, "A question"
    m["Message-ID"] = f"<live{n}@many.example>"
    m.set_content(TEXT)
    with mail.imap(CARE, "INBOX") as watch:
        watch.send(b"X IDLE\r\n")
        watch.readline()
        mail.deliver(str(m["From"]), CARE, m)
        while b"EXISTS" not in watch.readline():
            pass
        seen = time.monotonic()
        while not house.one("SELECT 1 FROM conversation v JOIN inbox i ON i.id=v.opened_by"
                            " WHERE i.message_id=?", f"live{n}@many.example"):
            time.sleep(0.0005)
        took = (time.monotonic() - seen) * 1000
        watch.send(b"DONE\r\n")
        watch.readline()
    time.sleep(0.2)
    return took


def classify(the, table):
    cases = sorted((bench.SOURCE / "tests/unit/data/case").rglob("*.eml"))
    rates = {"here": [], "jailed": []}
    for _ in range(the.rounds):
        said = bench.run(the.probe("inbox/classify"), the.size(50, 10), *cases, look_s=0).said
        for kind, rate in re.findall(r"^(here|jailed)\t.* ([\d.]+) mails a second", said, re.M):
            rates[kind].append(float(rate))
    table.put("classify, on one core", rates["here"], "/s", bench.at_least(20000, "/s"))
    table.put("classify, in its jail", rates["jailed"], "/s", bench.at_least(20000, "/s"))


def measure(the, table):
    classify(the, table)
    if why := servers_module.why_not():
        table.skip("headers from Dovecot, and replies", why)
        return
    read(the, table, the.size(50000), 1000, True)
    read(the, table, the.size(50000), 20, False)
    table.put("a reply seen to its conversation", idle(the, the.size(40)), "ms", bench.at_most(50, "ms"))
