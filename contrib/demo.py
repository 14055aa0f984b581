#!/usr/bin/python3
"""A quarter at a sample business, run by `contrib/setup demo`.

Nothing here imitates followupd: the built programs read the sample ledger and the shipped
letters, a private Postfix and Dovecot carry the mail, and this script only plays the people. Each
day passes under --now; customers look into their mailboxes and some of them answer.
"""

import collections
import datetime
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import house as houses  # noqa: E402
import servers  # noqa: E402
from house import CARE, House, accounts, body_text, server_groups  # noqa: E402

FIRST, LAST = datetime.date(2026, 10, 1), datetime.date(2027, 1, 4)
LIVE = re.compile(r"^(Status:[ \t]*)draft\b.*$", re.M | re.I)

# What people do, in the order in which letters reach them: from that day on, the first letter to
# somebody who has done nothing yet.
ACTS = (
    (datetime.date(2026, 10, 1), "asks", "In-Reply-To", "Thank you, that is kind. By the way, the oil you sold us "
     "in spring is finished. Could you send two more tins, and the invoice to the old address?"),
    (datetime.date(2026, 10, 3), "away", "In-Reply-To", "I am out of the office until the end of the month and "
     "read no mail. Please turn to my colleagues."),
    (datetime.date(2026, 10, 8), "stops", "In-Reply-To", "stop"),
    (datetime.date(2026, 10, 15), "thanks", "plus", "Thank you!"),
    (datetime.date(2026, 11, 1), "asks", "References", "How nice to hear from you. The drawer of our table sticks "
     "since the heating is on. Is that something you can look at?"),
    (datetime.date(2026, 12, 22), "forgotten", "plus", "A merry Christmas to you too! We would like a second bench "
     "for the terrace. What would it cost, and could it be here by Easter?"),
)


EARLY = ("We have just moved house and could not be happier with the shelves. Do you also repair old chairs? "
         "I would send pictures of four of them.")


class Line:
    """One line that moves on a terminal; plain lines elsewhere."""

    def __init__(self):
        self.terminal = sys.stdout.isatty()
        self.last = None

    def now(self, text, worth=True):
        if self.terminal:
            width = shutil.get_terminal_size().columns - 1
            print("\r\033[K" + text[:width], end="", flush=True)
        elif worth and text != self.last:
            print(text, flush=True)
        self.last = text

    def say(self, text):
        print(("\r\033[K" if self.terminal else "") + text, flush=True)


class Demo:
    def __init__(self, folder, mail):
        self.mail = mail
        self.house = House(folder, mail, make=False)
        self.line = Line()
        self.seen = collections.Counter()  # mails read, per customer's mailbox
        self.letters = []                  # (day, address, mail), all that came
        self.acts = list(ACTS)
        self.acted = set()
        self.story = []
        self.bounced = None
        self.early = None                  # who answered while the next letter was queued
        self.to_answer = []                # (day it is answered on, text)

    # ------------------------------------------------------------ setting up

    def prepare(self):
        conf = self.house.conf.read_text(encoding="utf-8")
        for name in ("smtp", "imap"):
            conf, n = re.subn(rf"^{name}\s*[=:]\s*{{.*?^}};?", "", conf, flags=re.M | re.S)
            assert n == 1, f"{self.house.conf} has no group {name} to be replaced"
        if not re.search(r"^state\s*[=:]", conf, re.M):
            conf += '\nstate = "state";\n'
        self.house.conf.write_text(conf + server_groups(self.mail, self.house.folder) + "\n", encoding="utf-8")
        self.house.write_password(self.mail.password)
        (self.house.folder / "state").mkdir(exist_ok=True)
        found = re.search(r'^state\s*[=:]\s*"([^"]+)"', conf, re.M)
        self.house.store = self.house.folder / (found.group(1) if found else "state") / "followupd.db"
        for path in sorted((self.house.folder / "templates").rglob("*")):
            if path.suffix in (".txt", ".md") and path.is_file():
                text = path.read_text(encoding="utf-8")
                path.write_text(LIVE.sub(r"\1live", text), encoding="utf-8")

    # ------------------------------------------------------------ a day

    def once(self, role, day, hour):
        self.house.once(role, now=f"{day}T{hour:02}:00:00Z")

    def day(self, day):
        self.once("listener", day, 6)
        self.once("planner", day, 6)
        self.someone_moved_away(day)
        self.someone_is_early(day)
        self.once("sender", day, 6)
        for role in ("listener", "planner", "sender"):
            self.once(role, day, 12)
        self.post_arrives(day)
        self.customers_act(day)
        self.staff_act(day)

    def queued(self):
        return self.house.sql("SELECT customer, recipient FROM outbox WHERE state='QUEUED' AND kind='letter'"
                              " ORDER BY id")

    def someone_is_early(self, day):
        """On the morning of the next letter somebody answers the last one: the next one stays."""
        if self.early:
            return
        for row in self.queued():
            address = servers.plain(row["recipient"])
            last = [mail for _day, to, mail in self.letters if to == address]
            if last and address not in self.acted:
                self.early = address
                self.acted.add(address)
                self.house.customer_reply(last[-1], EARLY, sender=address, how="References")
                self.story.append(f"{day}  {address} answers an older letter while the next one is queued")
                self.to_answer.append((day + datetime.timedelta(days=1), EARLY))
                self.once("listener", day, 7)
                return

    def someone_moved_away(self, day):
        """The first letter planned from the second week on finds nobody at home."""
        if self.bounced or day < datetime.date(2026, 10, 8):
            return
        rows = [r for r in self.queued() if servers.plain(r["recipient"]) not in self.acted]
        if rows:
            self.bounced = rows[0]["recipient"]
            self.acted.add(servers.plain(self.bounced))
            self.mail.bounce(self.bounced)
            self.story.append(f"{day}  {self.bounced} is gone: Postfix returns the letter")

    def post_arrives(self, day):
        for row in self.house.sql("SELECT DISTINCT recipient FROM outbox WHERE kind='letter' AND state='SENT'"):
            address = servers.plain(row["recipient"])
            home = self.mail.root / "mail" / address / "Maildir"
            arrived = sum(1 for sub in ("new", "cur") if (home / sub).exists() for _ in (home / sub).iterdir())
            if arrived > self.seen[address]:
                fresh = self.house.mailbox(address)[self.seen[address]:]
                self.letters += [(day, address, m) for m in fresh if CARE.split("@")[1] in str(m["From"])]
                self.seen[address] = arrived

    def customers_act(self, day):
        while self.acts and day >= self.acts[0][0]:
            since, what, how, text = self.acts[0]
            ready = [one for one in self.letters if one[0] >= since and one[1] not in self.acted]
            if not ready:
                return
            self.acts.pop(0)
            self.acted.add(ready[0][1])
            self.act(day, ready[0][1], ready[0][2], what, how, text)

    def act(self, day, address, letter, what, how, text):
        headers = {"Auto_Submitted": "auto-replied"} if what == "away" else {}
        if what == "away":
            answer = self.house.reply_to(letter, text, sender=address, how=how, **headers)
            answer.replace_header("Subject", "Automatic reply: " + str(letter["Subject"]))
            self.mail.deliver(address, answer["To"].addresses[0].addr_spec, answer)
        else:
            self.house.customer_reply(letter, text, sender=address, how=how)
        words = {"asks": "answers with a question", "away": "is out of office, says a machine",
                 "stops": 'answers "stop"', "thanks": "says thank you",
                 "forgotten": "answers with a question that nobody will answer"}
        self.story.append(f"{day}  {address} {words[what]}")
        if what == "asks":
            self.to_answer.append((day + datetime.timedelta(days=1), text))

    def staff_act(self, day):
        """The account manager answers with a mail client what is due to be answered."""
        for due, text in list(self.to_answer):
            if day < due:
                continue
            self.to_answer.remove((due, text))
            for mail in self.house.mailbox(CARE):
                if text[:40] in " ".join(body_text(mail).split()):
                    self.house.staff_answer(mail, "Of course! You will have it this week.\n\nAnna")
                    self.story.append(f"{day}  the account manager answers {mail['From']}")

    # ------------------------------------------------------------ the quarter, and what it was

    def quarter(self):
        day, began = FIRST, time.monotonic()
        while day <= LAST:
            self.day(day)
            sent, replies = self.numbers()
            self.line.now(f"{day:%a %d %b %Y}   {sent:3} letters sent   {replies:2} answers   "
                          f"{time.monotonic() - began:3.0f} s", worth=day.weekday() == 0 or day == LAST)
            day += datetime.timedelta(days=1)
        self.line.say("The quarter is over.")

    def numbers(self):
        return (self.house.one("SELECT count(*) FROM outbox WHERE kind='letter' AND state='SENT'") or 0,
                self.house.one("SELECT count(*) FROM inbox WHERE class='reply'") or 0)

    def told(self):
        count = {}
        for row in self.house.sql("SELECT kind, state, count(*) AS n FROM outbox GROUP BY kind, state"):
            count[row["kind"], row["state"]] = row["n"]
        got = {r["class"]: r["n"] for r in self.house.sql("SELECT class, count(*) AS n FROM inbox GROUP BY class")}
        gone = {r["reason"]: r["n"] for r in
                self.house.sql("SELECT reason, count(*) AS n FROM suppression GROUP BY reason")}
        print("\nWhat people did")
        for one in self.story:
            print("  " + one)
        print("\nWhat followupd did")
        print(f"  letters      {count.get(('letter', 'SENT'), 0)} sent, {count.get(('letter', 'WITHDRAWN'), 0)} "
              f"withdrawn, {count.get(('letter', 'FAILED'), 0)} came back, "
              f"{count.get(('letter', 'UNSURE'), 0)} unsure")
        print("  mail read    " + (", ".join(f"{n} {word}" for word, n in sorted(got.items())) or "none"))
        print(f"  no more to   {gone.get('optout', 0)} who asked us to stop, {gone.get('dead', 0)} whose address is gone")
        print(f"  to staff     {count.get(('digest', 'SENT'), 0)} digests, {count.get(('nudge', 'SENT'), 0)} nudges")
        print("\nWho is waiting (followup waiting)")
        for line in self.house.cli("waiting", f"--now={LAST}T12:00:00Z", expect=None).stdout.rstrip().splitlines():
            print("  " + line)

    def digest(self):
        """The last digest, from the mailbox of an owner: text here, HTML into a file."""
        row = self.house.sql("SELECT recipient, message_id FROM outbox WHERE kind='digest' AND state='SENT'"
                             " ORDER BY day DESC, id LIMIT 1")
        if not row:
            print("\nNo digest was sent: see", self.house.log)
            return False
        for mail in reversed(self.house.mailbox(row[0]["recipient"])):
            if row[0]["message_id"].strip("<>") in str(mail["Message-ID"]):
                html = self.house.folder / "digest.html"
                html.write_text(mail.get_body(("html",)).get_content(), encoding="utf-8")
                print(f"\nThe last digest, to {row[0]['recipient']}: {mail['Subject']}\n")
                print("\n".join("  | " + line for line in body_text(mail).rstrip().splitlines()))
                return True
        print("\nThe last digest is not in its reader's mailbox: see", self.house.log)
        return False

    def keep(self):
        """The mailboxes stay when the servers go."""
        target = self.house.folder / "mail"
        shutil.copytree(self.mail.root / "mail", target, ignore=shutil.ignore_patterns("dovecot*"))
        (self.house.folder / "servers.log").write_text(self.mail.log(), encoding="utf-8")
        (self.house.folder / "password").unlink()
        give_back(self.house.folder)

    def where(self):
        folder = self.house.folder
        print(f"""
All of it lies in {folder}
  digest.html                 the digest as its reader sees it
  mail/ADDRESS/Maildir        every mailbox, customers' and the business's own
  state/followupd.db          the store; ask it: {houses.BUILD}/followup -c {folder}/followupd.conf show CUSTOMER
  ledger/ templates/ calendars/   what followupd read; log.txt is what it said""")


def give_back(folder):
    """Under sudo the folder belongs to the one who asked."""
    if "SUDO_UID" in os.environ and "SUDO_GID" in os.environ:
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, int(os.environ["SUDO_UID"]), int(os.environ["SUDO_GID"]), follow_symlinks=False)


def main():
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(130))
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="followupd-demo-", dir="/tmp"))
    folder.chmod(0o755)
    ground = folder / "business"
    first = House(ground, None, make=False)
    first.run("followup", "init", ground)
    conf = first.conf.read_text(encoding="utf-8")
    print("A private Postfix and Dovecot start on this machine's loopback …", flush=True)
    with servers.Servers(staff=accounts(conf)) as mail:
        demo = Demo(ground, mail)
        demo.prepare()
        print("followup check says:")
        for line in demo.house.cli("check", f"--now={FIRST}T06:00:00Z", expect=None).stdout.splitlines():
            print("  " + line.replace(str(ground) + "/", ""))
        demo.quarter()
        demo.told()
        fine = demo.digest()
        demo.keep()
    demo.where()
    print(f"The mail servers have stopped; nothing is left running. ({time.monotonic() - began:.0f} s)")
    return 0 if fine else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (servers.ServersError, AssertionError, OSError) as e:
        sys.exit(f"\ncontrib/demo.py stopped: {e}")
    except KeyboardInterrupt:
        sys.exit(130)
