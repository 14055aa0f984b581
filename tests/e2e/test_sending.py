"""Sending through a real Postfix: how we log in, and what its answers to single recipients mean."""

import base64
import hashlib
import hmac
import json
import time

import pytest
from house import BUSINESS, CARE, THANKS
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


# ---- logging in ----

@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-256", "PLAIN", "LOGIN"])
def test_each_way_to_log_in_with_a_password(shop, mechanism):
    mark = shop.mail.mark()
    with shop.mail.setting(f"smtpd_sasl_mechanism_filter = {mechanism.lower()}"):
        send(shop)
    assert f"sasl_method={mechanism}," in shop.mail.log(mark)
    assert set(shop.states().values()) == {"SENT"}


def token(key, **claims):
    """What an identity provider signs, and Dovecot looks at by itself."""
    def coded(part):
        return base64.urlsafe_b64encode(part).rstrip(b"=")
    head = coded(json.dumps({"typ": "JWT", "alg": "HS256"}).encode())
    said = head + b"." + coded(json.dumps({"sub": CARE, **claims}).encode())
    return (said + b"." + coded(hmac.new(key, said, hashlib.sha256).digest())).decode()


def test_a_token_in_place_of_a_password(shop):
    words = shop.folder / "token"
    words.write_text(token(shop.mail.token_key, exp=int(time.time()) + 3600) + "\n")
    shop.configure(smtp={"password_file": None, "token_command": f"cat {words}"})
    mark = shop.mail.mark()
    send(shop)
    assert "sasl_method=XOAUTH2," in shop.mail.log(mark)
    assert set(shop.states().values()) == {"SENT"}


def test_a_token_that_is_over_is_later_and_said(shop):
    words = shop.folder / "token"
    words.write_text(token(shop.mail.token_key, exp=int(time.time()) - 3600) + "\n")
    shop.configure(smtp={"password_file": None, "token_command": f"cat {words}"})
    send(shop)
    assert set(shop.states().values()) == {"QUEUED"}
    why = shop.one("SELECT problem FROM health WHERE what='smtp'")
    assert "the token may be over" in why, why


# ---- other alphabets ----

def test_letters_before_the_at_that_the_server_takes(shop):
    shop.customers([{"id": "4", "email": "zoë@north.example", "first_name": "Zoë", "first_contact": "2024-03-01"}])
    send(shop)
    sent = row(shop, "zoë@north.example")
    assert sent["state"] == "SENT" and "<zoë@north.example>".encode() in shop.written("o.id=?", sent["id"])[0]
    # the next server of this one does not take them: that comes back, and is told
    shop.once("listener", now=f"{DAY}T13:00:00Z")
    back = row(shop, "zoë@north.example")
    assert back["state"] == "FAILED" and "SMTPUTF8" in back["reason"], dict(back)


def test_letters_before_the_at_that_the_server_does_not_take(shop):
    shop.customers([{"id": "4", "email": "zoë@north.example", "first_name": "Zoë", "first_contact": "2024-03-01"},
                    {"id": "1", "email": ELENA, "first_name": "Elena", "first_contact": "2024-03-01"}])
    with shop.mail.setting("smtputf8_enable = no"):
        send(shop)
    refused = row(shop, "zoë@north.example")
    assert refused["state"] == "FAILED" and "offers no SMTPUTF8" in refused["reason"], refused["reason"]
    assert row(shop, ELENA)["state"] == "SENT"


# ---- whose letter it is ----

@pytest.mark.parametrize("mode", ["shared", "own", "delegate"])
def test_whose_letter_it_is(shop, mode):
    shop.configure(business=f'from = "{mode}"; unsubscribe_url = "https://{BUSINESS}/stop?{mode}=%t";\n')
    send(shop)
    own = "" if mode == "shared" else "own"
    for address, person in ((ELENA, "anna"), (SOREN, "jonas")):
        mail, = shop.mailbox(address)
        sender, = mail["From"].addresses
        assert sender.addr_spec == (f"{person}@{BUSINESS}" if own else CARE)
        assert sender.display_name.startswith({"anna": "Anna Berg", "jonas": "Jonas Öst"}[person])
        assert (mail["Sender"] and mail["Sender"].address.addr_spec) == (CARE if mode == "delegate" else None)
        assert mail["Return-Path"] == f"<{CARE}>"
        tag = mail["Followup-Ref"]
        assert mail["Reply-To"].addresses[0].addr_spec == CARE.replace("@", f"+{tag}@")
        assert mail["List-Unsubscribe"] == (f"<https://{BUSINESS}/stop?{mode}={tag}>, "
                                            f"<mailto:{CARE.replace('@', f'+stop.{tag}@')}?subject=stop>")
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_no_click_unless_there_is_a_page(shop):
    send(shop)
    mail, = shop.mailbox(ELENA)
    assert mail["List-Unsubscribe"].startswith("<mailto:") and mail["List-Unsubscribe-Post"] is None
    assert len(mail.get_all("List-Unsubscribe")) == 1 and mail["Sender"] is None


def test_no_field_of_the_ledger_makes_a_header(shop):
    evil = "Elena\r\nBcc: {0}\r\n\r\nX".format(HANA)
    shop.customers([{"id": "1", "email": ELENA, "first_name": evil, "name": evil, "first_contact": "2024-03-01",
                     "manager": "anna"}])
    send(shop)
    for raw in shop.mail.raw_messages(ELENA):
        head = raw[2].split(b"\r\n\r\n")[0]
        assert b"\nBcc" not in head and head.count(b"\nTo:") == 1
    assert not shop.mailbox(HANA)


# ---- a server that has had enough ----

def six(shop):
    shop.customers([{"id": str(n), "email": f"c{n}@north.example", "first_name": f"C{n}",
                     "first_contact": "2024-03-01"} for n in range(1, 7)])
    return [f"c{n}@north.example" for n in range(1, 7)]


@pytest.mark.parametrize("said, words", [
    ("451 4.7.1 you send too fast", "set per_minute and per_day in the group smtp to what it allows"),
    ("421 4.3.2 too many from you", "That is for now: it is tried again")])
def test_put_off_again_and_again_it_waits_and_tells(shop, said, words):
    everybody = six(shop)
    for address in everybody:
        shop.mail.answer(address, said)
    shop.once("planner", now=f"{DAY}T06:00:00Z")
    shop.once("sender", now=NOON)
    tried = [row(shop, a)["attempt"] for a in everybody]
    assert sum(tried) == 3 and set(shop.states().values()) == {"QUEUED"}, tried
    why = shop.one("SELECT problem FROM health WHERE what='smtp'")
    assert f'answered a recipient with "{said[:3]} ' in why and words in why
    for address in everybody:
        shop.mail.answer(address, None)
    shop.once("sender", now=f"{DAY}T14:30:00Z")
    assert set(shop.states().values()) == {"SENT"}
    assert shop.one("SELECT problem FROM health WHERE what='smtp'") is None


@pytest.mark.parametrize("said, words", [
    ("550 5.7.30 Basic authentication is not supported", "wants OAuth in place of a password: name a token_command"),
    ("550 5.4.5 Daily user sending limit exceeded", "set per_minute and per_day in the group smtp"),
    ("550 5.7.60 Client does not have permissions to send as this sender", "name a login for each person"),
    ("550 5.7.26 This mail has been blocked", "seldom changes by itself: ask whoever runs the server")])
def test_a_refusal_that_is_about_us_stops_the_queue(shop, said, words):
    everybody = six(shop)
    for address in everybody:
        shop.mail.answer(address, said)
    send(shop)
    assert sum(row(shop, a)["attempt"] for a in everybody) == 1 and set(shop.states().values()) == {"QUEUED"}
    why = shop.one("SELECT problem FROM health WHERE what='smtp'")
    assert "localhost" in why and said.split(" ", 2)[2] in why and words in why, why
