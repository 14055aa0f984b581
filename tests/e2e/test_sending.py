"""Sending through a real Postfix: how we log in, and what its answers to single recipients mean."""

import pytest
from house import THANKS
from test_main_job import DAY, ELENA, HANA, SOREN

NOON = f"{DAY}T12:00:00Z"


def send(house, now=NOON):
    house.once("planner", now=f"{DAY}T06:00:00Z")
    return house.once("sender", now=now)


def row(house, address):
    return house.sql("SELECT * FROM outbox WHERE recipient=?", address)[0]


def test_the_password_is_proved_and_never_said(shop):
    mark = shop.mail.mark()
    send(shop)
    log = shop.mail.log(mark)
    assert "sasl_method=SCRAM-SHA-256" in log and "sasl_method=PLAIN" not in log
    assert set(shop.states().values()) == {"SENT"}


@pytest.mark.parametrize("said, state", [
    ("550 5.1.1 no such mailbox", "FAILED"), ("552 5.2.2 mailbox full", "FAILED"),
    ("450 4.2.1 busy", "QUEUED"), ("451 4.7.1 greylisted, come back later", "QUEUED"),
    ("452 4.2.2 over quota", "QUEUED")])
def test_one_recipient_refused_the_others_go(shop, said, state):
    shop.mail.answer(ELENA, said)
    send(shop)
    refused = row(shop, ELENA)
    assert refused["state"] == state
    assert refused["enhanced"] == said.split()[1] and refused["code"] == int(said[:3])
    assert [row(shop, a)["state"] for a in (SOREN, HANA)] == ["SENT", "SENT"]
    assert not shop.mailbox(ELENA) and len(shop.mailbox(SOREN)) == 1


def test_greylisting_ends_with_one_letter(shop):
    shop.mail.answer(ELENA, "451 4.7.1 greylisted")
    send(shop)
    later = row(shop, ELENA)
    assert later["attempt"] == 1 and later["next_try_at"] <= later["valid_until_at"]
    shop.mail.answer(ELENA, None)
    shop.once("sender", now=f"{DAY}T13:30:00Z")
    assert row(shop, ELENA)["state"] == "SENT" and len(shop.mailbox(ELENA)) == 1


def test_tried_again_but_never_past_its_days(shop):
    shop.mail.answer(ELENA, "450 4.2.1 busy")
    send(shop)
    shop.once("sender", now=f"{DAY}T13:30:00Z")
    assert row(shop, ELENA)["attempt"] == 2
    shop.mail.answer(ELENA, None)
    shop.once("sender", now="2026-10-20T10:00:00Z")
    last = row(shop, ELENA)
    assert last["state"] == "WITHDRAWN" and "Too late" in last["reason"], dict(last)
    assert not shop.mailbox(ELENA)


def test_larger_than_the_server_takes(shop):
    """Found out from SIZE before a byte of the letter leaves; the others are not to blame."""
    long = "\n".join("A long line of a letter that nobody will ever want to read to its end." for _ in range(400))
    shop.template("thanks", THANKS + long)
    with shop.mail.setting("message_size_limit = 20000"):
        send(shop)
    failed = row(shop, ELENA)
    assert failed["state"] == "FAILED" and "takes at most 20000" in failed["reason"], failed["reason"]
