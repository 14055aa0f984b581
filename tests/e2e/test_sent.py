"""The copy in Sent, where the mail server keeps none: put there once, whatever ends in between."""

import email
import email.policy

from house import CARE, CRASHED
from test_main_job import DAY

NOON, LATER_ON = f"{DAY}T12:00:00Z", f"{DAY}T13:00:00Z"


def send(house, **imap):
    house.configure(imap=imap)
    house.once("planner", now=f"{DAY}T06:00:00Z")
    house.once("sender", now=NOON)


def copies(house):
    return sorted(str(m["Followup-Ref"]) for m in house.mailbox(CARE, "Sent"))


def sent(house):
    return sorted(r["token"] for r in house.sql("SELECT token FROM outbox WHERE state='SENT'"))


def test_nothing_is_written_unless_asked_for(shop):
    send(shop)
    shop.once("listener", now=LATER_ON)
    assert len(sent(shop)) == 3 and not copies(shop)


def test_one_copy_each_read_and_like_the_letter(shop):
    send(shop, copy_sent=True)
    shop.once("listener", now=LATER_ON)
    shop.once("listener", now=LATER_ON)
    assert [c[-26:] for c in copies(shop)] == [t[-26:] for t in sent(shop)]
    written = shop.written()
    for _uid, flags, message in shop.mail.raw_messages(CARE, "Sent"):
        assert message in written and b"\\Seen" in flags
    assert not shop.json("waiting")


def test_one_that_lies_there_gets_no_second(shop):
    send(shop, copy_sent=True)
    for letter in shop.written():
        shop.sent_append(email.message_from_bytes(letter, policy=email.policy.SMTP))
    shop.once("listener", now=LATER_ON)
    assert len(copies(shop)) == 3 and len(set(copies(shop))) == 3


def test_ended_at_each_step_there_is_one_copy(shop):
    send(shop, copy_sent=True)
    ends = 0
    for n in range(1, 40):
        done = shop.once("listener", now=LATER_ON, expect=None, env={"FOLLOWUPD_CRASH_AT": str(n)})
        ends += done.returncode == CRASHED
        if done.returncode == 0:
            break
    shop.once("listener", now=LATER_ON)
    assert ends >= 4 and len(copies(shop)) == 3 and len(set(copies(shop))) == 3
