"""The inbox on a real Dovecot: nothing that arrived is read twice or missed, whatever ends in the
middle; and two of us can't talk to each other for ever."""

import email.message
import signal
import subprocess
import time
from email.utils import formatdate

import pytest

from house import BUILD, CARE, LATER
from test_daemon import Wire

COUNT = 70
ELENA = "elena@north.example"


def question(number, size=4000):
    m = email.message.EmailMessage()
    m["From"], m["To"], m["Subject"] = ELENA, CARE, f"Question {number}"
    m["Date"], m["Message-ID"] = formatdate(), f"<question{number}@north.example>"
    m.set_content(f"Where is parcel {number}?\n" + "thank you all the same\n" * (size // 23))
    return m


def fill(shop, numbers):
    with shop.mail.imap(CARE) as client:
        for n in numbers:
            said, data = client.append("INBOX", "", None, question(n).as_bytes())
            assert said == "OK", data


def taken(shop):
    return [r["subject"] for r in shop.sql("SELECT subject FROM inbox WHERE class='reply' ORDER BY uid")]


def all_of(numbers):
    return [f"Question {n}" for n in numbers]


def listen(shop, **more):
    """One pass, begun and not waited for."""
    with open(shop.log, "a", encoding="utf-8") as log:
        return subprocess.Popen([BUILD / "followupd", "-c", shop.conf, "--once=listener"], stdout=log, stderr=log,
                                stdin=subprocess.DEVNULL, **more)


def test_kill_9_in_the_middle_of_a_fetch(shop, wires):  # noqa: F811
    """Each process dies while a batch is on the line; the next one goes on where it stood."""
    count = 200  # they are taken by the 32
    shop.once()
    fill(shop, range(count))
    wire = wires(shop.mail.imap_port, delay=0.02)
    shop.configure(imap={"port": wire.port})
    deaths = 0
    while deaths < 4:
        before = len(taken(shop))
        p = listen(shop)
        end = time.monotonic() + 60
        while time.monotonic() < end and p.poll() is None:
            if shop.one("SELECT count(*) FROM trying") and len(taken(shop)) > before:
                break
            time.sleep(0.002)
        if p.poll() is not None:
            break
        p.send_signal(signal.SIGKILL)
        p.wait()
        deaths += 1
        assert taken(shop) == all_of(range(len(taken(shop)))), "one was passed over"
    assert deaths >= 3
    shop.once("listener")
    shop.once("listener")
    assert taken(shop) == all_of(range(count))
    assert shop.one("SELECT count(*) FROM inbox WHERE class='poison'") == 0
    assert not any(flags for _uid, flags in shop.mail.flags(CARE).items() if "\\Seen" in flags)


class Short(Wire):
    """A line that drops when so many bytes have come from the server."""

    most = 0

    def carry(self, one, other, wait):
        if not wait:
            super().carry(one, other, 0)
            return
        left = self.most
        try:
            while left > 0 and (data := one.recv(min(left, 4096))):
                left -= len(data)
                other.sendall(data)
        except OSError:
            pass
        for s in (one, other):
            try:
                s.shutdown(2)
            except OSError:
                pass


def test_a_line_that_drops_in_the_middle_of_a_message(shop):
    shop.once()
    fill(shop, range(COUNT))
    wire = Short(shop.mail.imap_port, delay=1)
    try:
        shop.configure(imap={"port": wire.port})
        troubles = 0
        for wire.most in (9000, 60000, 10**9, 10**9):
            shop.once("listener")
            assert taken(shop) == all_of(range(len(taken(shop)))), "one was passed over"
            troubles += shop.one("SELECT problem FROM health WHERE what='imap'") is not None
    finally:
        wire.close()
    assert troubles >= 2
    assert taken(shop) == all_of(range(COUNT))
    assert shop.one("SELECT count(*) FROM inbox WHERE class='poison'") == 0


def test_a_mailbox_that_was_built_anew(shop):
    """Restored from a backup: another UIDVALIDITY, other numbers, two that are new."""
    shop.once()
    fill(shop, range(8))
    shop.once("listener")
    before = shop.one("SELECT uidvalidity FROM cursor WHERE mailbox='INBOX'")
    assert len(taken(shop)) == 8
    time.sleep(1.1)  # Dovecot's numbers are seconds
    shop.mail.clean()
    fill(shop, (9, 3, 5, 0, 8))
    shop.once("listener")
    assert shop.one("SELECT uidvalidity FROM cursor WHERE mailbox='INBOX'") != before
    assert sorted(taken(shop)) == all_of((*range(8), 8, 9))


def test_a_mailbox_that_is_not_there(shop):
    shop.configure(more='')
    text = shop.conf.read_text().replace("imap = {", 'imap = {\n\tmailboxes = [ "Renamed", "INBOX" ];')
    shop.conf.write_text(text)
    shop.once()
    fill(shop, range(2))
    shop.once("listener")
    assert taken(shop) == all_of(range(2))
    told = shop.cli("status", expect=None).stdout
    assert "“Renamed”" in told and "Nobody hears what customers write there" in told, told


# ---------------------------------------------------------------- two of us


@pytest.fixture
def two(make_house):
    """Two businesses that keep each other as a customer."""
    houses = make_house("one"), make_house("two")
    for house, own, other in ((houses[0], CARE, "joao"), (houses[1], "joao@" + CARE.split("@")[1], "care")):
        text = house.conf.read_text().replace(f'"{CARE}"', f'"{own}"')
        house.conf.write_text(text)
        house.customers([{"id": "1", "email": f"{other}@" + CARE.split("@")[1], "first_name": "Robot",
                          "manager": "anna"}])
    houses[0].template("thanks", LATER.replace("11;BYMONTHDAY=17", "10;BYMONTHDAY=6"))
    houses[1].template("hello", LATER.replace("11;BYMONTHDAY=17", "10;BYMONTHDAY=6"))
    return houses


def test_two_daemons_fall_silent(two):
    """Each sends the other its letter of the day, and nothing comes of it: no answer, nobody waits."""
    days = [f"2026-10-{d:02d}" for d in (6, 7, 9)] + ["2026-11-16"]
    for day in days:
        for house in two:
            house.day(day)
    for house, other in (two, two[::-1]):
        address = CARE if house is two[0] else "joao@" + CARE.split("@")[1]
        assert len(house.mailbox(address)) == 1, "more than one mail"
        assert house.states() == {"1": "SENT"}
        assert house.one("SELECT count(*) FROM conversation") == 0
        assert house.one("SELECT count(*) FROM outbox WHERE kind='nudge'") == 0
        # it was read, and known for what it is
        assert house.one("SELECT count(*) FROM inbox WHERE customer='1' AND class NOT IN ('reply', 'optout')") == 1
        assert other is not house


def test_two_daemons_and_a_gateway_that_takes_the_marks_away(two):
    """The letters look as if people wrote them: then people are asked, and letters rest."""
    for house in two:
        house.day("2026-10-06")
    for house, address in ((two[0], CARE), (two[1], "joao@" + CARE.split("@")[1])):
        letter = house.mailbox(address)[0]
        for name in ("Auto-Submitted", "X-Auto-Response-Suppress", "List-Unsubscribe", "List-Unsubscribe-Post",
                     "Followup-Ref", "Message-ID", "Precedence", "List-Id", "Feedback-ID"):
            del letter[name]
        letter["Message-ID"] = "<bare@gateway.example>"
        house.mail.deliver("gateway@gateway.example", address, letter)
        house.mail.settle()
    for day in ("2026-10-07", "2026-10-09"):
        for house in two:
            house.day(day)
    for house, address in ((two[0], CARE), (two[1], "joao@" + CARE.split("@")[1])):
        assert len(house.mailbox(address)) == 2, "a mail came of it"
        assert house.one("SELECT count(*) FROM conversation WHERE state='WAITING'") == 1
        assert house.one("SELECT count(*) FROM outbox WHERE kind='letter'") == 1


# ---------------------------------------------------------------- refused at once, or later


def test_a_refusal_at_once_and_one_that_comes_later_are_the_same(shop):
    """Elena's server says no in the dialogue, Søren's sends a report: same state, same question."""
    soren = "soren@south.example"
    shop.mail.answer(ELENA, "550 5.1.1 Nobody of that name here")
    shop.mail.bounce(soren)
    shop.day("2026-10-06")
    shop.once("listener", now="2026-10-06T14:00:00Z")
    assert shop.states() == {"1": "FAILED", "2": "FAILED", "3": "SENT"}
    assert {r["address"]: r["reason"] for r in shop.sql("SELECT address, reason FROM suppression")} == \
        {ELENA: "dead", soren: "dead"}
    for customer, name in (("1", "Elena"), ("2", "Søren")):
        why = " ".join(shop.cli("why", customer).stdout.split())
        assert "another address" in why, why
    digest = " ".join(shop.cli("digest", "anna", "--now=2026-10-12T06:00:00Z", expect=None).stdout.split())
    for name in ("Elena", "Søren"):
        assert f"Do you have another address for {name}" in digest, digest


# ---------------------------------------------------------------- the clock


def nudges(shop):
    """(working time, whose mailbox) of each."""
    return sorted((str(m["Subject"]).split("(")[1].rstrip(")"), who) for who in ("anna", "jonas")
                  for m in shop.mailbox(f"{who}@harbourpine.example") if "waiting for an answer" in str(m["Subject"]))


def test_the_clock_runs_from_the_reply_to_the_answer(shop):
    """Half past three in Berlin, and nobody answers: four working hours are half past eleven of the
    next day, eight half past three. Then the answer lies in Sent, and nobody waits."""
    shop.customers([{"id": "7", "email": ELENA, "first_name": "Elena", "manager": "jonas", "since": "2024-01-01",
                     "consent": "yes"}])
    shop.day("2026-10-06")
    letter = next(m for m in shop.mailbox(ELENA))
    asked = shop.customer_reply(letter, "Could someone call me about the gasket?")
    shop.once("listener", now="2026-10-06T13:30:00Z")
    told = shop.cli("waiting", "--now=2026-10-06T13:31:00Z").stdout
    assert "Elena" in told and "1 minute" in told and "gasket" in told
    his = [("4 working hours", "jonas")]  # the owner, Anna, hears of it at the second one
    for now, want in (("09:25", []), ("09:35", his), ("13:25", his),
                      ("13:35", [("1 working day", "anna"), ("1 working day", "jonas"), *his])):
        shop.once(now=f"2026-10-07T{now}:00Z")
        assert nudges(shop) == want, now
    shop.staff_answer(asked, "I call you at ten.")
    shop.once(now="2026-10-07T14:00:00Z")
    assert "Nobody is waiting" in shop.cli("waiting", "--now=2026-10-07T14:01:00Z").stdout
    assert "gasket" in shop.cli("show", "7", "--now=2026-10-07T14:01:00Z").stdout
    shop.once(now="2026-10-09T14:00:00Z")
    assert len(nudges(shop)) == 3


def test_thanks_is_listed_and_does_not_wait(shop):
    shop.day("2026-10-06")
    letter = next(m for m in shop.mailbox(ELENA))
    shop.customer_reply(letter, "Thank you!")
    shop.once("listener", now="2026-10-06T13:30:00Z")
    assert "Nobody is waiting" in shop.cli("waiting", "--now=2026-10-06T13:31:00Z").stdout
    assert "Thank you!" in shop.cli("show", "1", "--now=2026-10-06T13:31:00Z").stdout
    shop.once(now="2026-10-07T14:00:00Z")
    assert nudges(shop) == []
