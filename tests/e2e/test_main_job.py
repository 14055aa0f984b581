"""The main job on real servers: letters go out once, answers are found, what was queued stops."""

import email
import email.policy
import re
import socket
import ssl
import threading

import pytest

from house import CARE, LATER, THANKS, body_text

STRICT = email.policy.default.clone(raise_on_defect=True)
DAY = "2026-10-06"
MORNING, NOON = DAY + "T06:00:00Z", DAY + "T12:00:00Z"
ELENA, SOREN, HANA = "elena@north.example", "soren@south.example", "hana@east.example"


def letter(house, address=ELENA):
    """The one letter in a customer's mailbox."""
    mails = house.mailbox(address)
    assert len(mails) == 1, [str(m["Subject"]) for m in mails]
    return mails[0]


def waiting(house):
    return {r["customer"] for r in house.sql("SELECT customer FROM conversation WHERE state='WAITING'")}


# ---------------------------------------------------------------- letters


def test_letters_go_out_and_are_well_formed(shop):
    shop.day(DAY)
    assert set(shop.states().values()) == {"SENT"}
    for address, name in ((ELENA, "Elena"), (SOREN, "Søren"), (HANA, "花")):
        (_uid, _flags, raw), = shop.mail.raw_messages(address)
        mail = email.message_from_bytes(raw, policy=STRICT)
        assert mail["Subject"] == f"Thank you, {name}"
        assert mail["From"].addresses[0].addr_spec == CARE
        assert [a.addr_spec for a in mail["To"].addresses] == [address]
        assert mail["Date"].datetime.isoformat().startswith(DAY)
        assert mail["Reply-To"].addresses[0].addr_spec.startswith("care+fu1.")
        assert mail["Auto-Submitted"] == "auto-generated" or mail["Precedence"] is None
        assert f"Dear {name}," in body_text(mail)
        html = mail.get_body(("html",)).get_content()
        assert "<em>being</em>" in html and "*being*" not in html
        assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


def test_message_id_is_the_one_committed(shop):
    shop.once("planner", now=MORNING)
    promised = {r["recipient"]: r["message_id"] for r in shop.sql("SELECT * FROM outbox")}
    assert set(shop.states().values()) == {"QUEUED"}
    shop.once("sender", now=NOON)
    for address, message_id in promised.items():
        assert str(letter(shop, address)["Message-ID"]).strip("<>") == message_id.strip("<>")


def test_never_twice(shop):
    shop.day(DAY)
    shop.day(DAY)
    shop.customers([{"id": "1", "email": ELENA, "first_name": "Elena"},
                    {"id": "2", "email": SOREN, "first_name": "Søren"},
                    {"id": "3", "email": HANA, "first_name": "花"},
                    {"id": "4", "email": ELENA, "first_name": "Elena again"}])
    shop.day("2026-10-07")
    assert [len(shop.mailbox(a)) for a in (ELENA, SOREN, HANA)] == [1, 1, 1]


def test_a_missing_field_holds_that_letter_and_names_the_customer(shop):
    shop.template("thanks", THANKS.replace("{{first_name|friend}}", "{{city}}"))
    shop.customers([{"id": "1", "email": ELENA, "first_name": "Elena", "city": ""},
                    {"id": "2", "email": SOREN, "first_name": "Søren", "city": "Aarhus"}])
    shop.day(DAY)
    assert shop.states() == {"2": "SENT"}
    assert not shop.mailbox(ELENA)
    held = shop.sql("SELECT customer, reason, detail FROM decision WHERE verdict='hold'")
    assert [(r["customer"], r["detail"]) for r in held] == [("1", "city")]


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize("how", ["In-Reply-To", "References", "plus"])
def test_a_reply_opens_a_conversation_and_withdraws(shop, how):
    """The next letter is queued already when the answer to the first one comes."""
    shop.day(DAY)
    shop.release("later", LATER, now="2026-11-17T06:00:00Z")
    shop.once("planner", now="2026-11-17T06:00:00Z")
    assert set(shop.states("later").values()) == {"QUEUED"}
    shop.customer_reply(letter(shop), "How kind! Could you call me about the boat?", how=how)
    shop.once("listener", now="2026-11-17T07:00:00Z")
    assert waiting(shop) == {"1"}
    assert shop.states("later") == {"1": "WITHDRAWN", "2": "QUEUED", "3": "QUEUED"}
    shop.once("sender", now="2026-11-17T12:00:00Z")
    assert [len(shop.mailbox(a)) for a in (ELENA, SOREN, HANA)] == [1, 2, 2]
    assert "Elena" in shop.cli("waiting").stdout


def test_the_answer_in_sent_closes(shop):
    shop.day(DAY)
    shop.customer_reply(letter(shop), "When do you open again?")
    shop.once("listener", now="2026-10-06T14:00:00Z")
    assert waiting(shop) == {"1"}
    shop.staff_answer(shop.mailbox(CARE)[-1], "On Monday at nine.")
    shop.once("listener", now="2026-10-06T15:00:00Z")
    assert waiting(shop) == set()
    assert shop.one("SELECT state FROM conversation") == "ANSWERED"


def test_mailboxes_are_left_as_found(shop):
    shop.day(DAY)
    shop.customer_reply(letter(shop), "One.")
    shop.customer_reply(letter(shop, SOREN), "Two.")
    uids = sorted(shop.mail.flags(CARE))
    shop.mail.flag(CARE, uids[0], "(\\Seen \\Flagged)")
    shop.customer_reply(letter(shop, HANA), "Three.")  # \Recent until a client selects
    before = shop.mail.flags(CARE)
    assert {"\\Seen", "\\Flagged"} <= before[uids[0]]
    assert [u for u, f in before.items() if "\\Recent" in f], "a new mail should be \\Recent"
    shop.once("listener", now="2026-10-06T14:00:00Z")
    assert shop.one("SELECT count(*) FROM inbox WHERE mailbox='INBOX' AND customer IS NOT NULL") == 3
    assert shop.mail.flags(CARE) == before


def test_a_bounce_ends_the_address(shop):
    shop.mail.bounce(SOREN)
    shop.day(DAY)
    shop.once("listener", now="2026-10-06T14:00:00Z")
    assert shop.states()["2"] == "FAILED"
    assert shop.one("SELECT reason FROM suppression WHERE address=?", SOREN) == "dead"
    assert waiting(shop) == set()
    shop.release("later", LATER, now="2026-11-17T06:00:00Z")
    shop.day("2026-11-17")
    assert set(shop.states("later")) == {"1", "3"}


def test_stop_is_obeyed_at_once(shop):
    shop.day(DAY)
    shop.release("later", LATER, now="2026-11-17T06:00:00Z")
    shop.once("planner", now="2026-11-17T06:00:00Z")
    shop.customer_reply(letter(shop), "stop")
    shop.once("listener", now="2026-11-17T07:00:00Z")
    assert shop.one("SELECT reason FROM suppression WHERE address=?", ELENA) == "optout"
    assert shop.states("later")["1"] == "WITHDRAWN"
    shop.once("sender", now="2026-11-17T12:00:00Z")
    assert len(shop.mailbox(ELENA)) == 1


def test_out_of_office_is_nobody_waiting(shop):
    shop.day(DAY)
    shop.customer_reply(letter(shop), "I am away until Monday.", Auto_Submitted="auto-replied")
    shop.once("listener", now="2026-10-06T14:00:00Z")
    assert waiting(shop) == set()
    assert shop.one("SELECT count(*) FROM inbox WHERE customer='1'") == 1
    assert shop.one("SELECT count(*) FROM suppression") == 0


def test_a_reply_is_taken_once(shop):
    shop.day(DAY)
    shop.customer_reply(letter(shop), "Hello?")
    for _ in range(3):
        shop.once("listener", now="2026-10-06T14:00:00Z")
    assert shop.one("SELECT count(*) FROM inbox WHERE mailbox='INBOX' AND customer='1'") == 1


# ---------------------------------------------------------------- servers that say no


def test_4xx_is_tried_again(shop):
    shop.mail.answer(ELENA, "451 4.3.0 The mailbox is busy, later please")
    shop.day(DAY)
    assert shop.states() == {"1": "QUEUED", "2": "SENT", "3": "SENT"}
    assert shop.one("SELECT attempt FROM outbox WHERE customer='1'") >= 1
    shop.mail.answer(ELENA, None)
    shop.once(now="2026-10-07T08:00:00Z")
    assert shop.states()["1"] == "SENT"
    letter(shop)


def test_4xx_to_the_end_is_never_sent_late(shop):
    shop.mail.answer(ELENA, "451 4.3.0 The mailbox is busy, later please")
    shop.day(DAY)
    shop.mail.answer(ELENA, None)
    shop.once(now="2026-10-20T08:00:00Z")
    assert shop.states()["1"] == "WITHDRAWN"
    assert not shop.mailbox(ELENA)


def test_5xx_fails_with_its_reason(shop):
    shop.mail.answer(ELENA, "550 5.1.1 Nobody of that name here")
    shop.day(DAY)
    assert shop.states() == {"1": "FAILED", "2": "SENT", "3": "SENT"}
    row, = shop.sql("SELECT code, reason || answer AS words FROM outbox WHERE customer='1'")
    assert row["code"] == 550 and "Nobody of that name" in row["words"]
    assert "Nobody of that name" in shop.cli("why", "1").stdout


class Imposter:
    """A submission server with a certificate of an authority that nobody trusts. It writes down
    every byte it is told, before and after TLS."""

    def __init__(self, servers):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(servers.root / "pki/imposter.pem", servers.root / "pki/imposter.key")
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.heard = b""
        self.calls = 0
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            self.calls += 1
            connection.settimeout(10)
            try:
                self.talk(connection)
            except OSError:
                pass
            finally:
                connection.close()

    def talk(self, s):
        s.sendall(b"220 localhost ESMTP\r\n")
        tls = False
        while True:
            line = s.recv(4096)
            if not line:
                return
            self.heard += line
            word = line[:4].upper()
            if word == b"EHLO":
                s.sendall(b"250-localhost\r\n" + (b"" if tls else b"250-STARTTLS\r\n") + b"250 AUTH PLAIN LOGIN\r\n")
            elif word == b"STAR":
                s.sendall(b"220 go\r\n")
                s = self.context.wrap_socket(s, server_side=True)
                tls = True
            elif word == b"AUTH":
                s.sendall(b"235 welcome\r\n")
            else:
                s.sendall(b"250 ok\r\n")

    def close(self):
        self.listening.close()


def trusted_again(house):
    house.configure()
    house.once(now="2026-10-07T08:00:00Z")
    assert set(house.states().values()) == {"SENT"}


def test_no_password_for_an_imposter(shop):
    imposter = Imposter(shop.mail)
    shop.configure(smtp={"port": imposter.port})
    shop.day(DAY)
    imposter.close()
    assert imposter.calls >= 1
    assert b"AUTH" not in imposter.heard.upper()
    assert shop.mail.password.encode() not in imposter.heard
    assert set(shop.states().values()) == {"QUEUED"}
    assert shop.one("SELECT problem FROM health WHERE what='smtp'")
    trusted_again(shop)


@pytest.mark.parametrize("wrong", ["authority", "name"])
@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_no_password_before_the_certificate_is_verified(shop, tls, wrong):
    change = {"ca_file": shop.mail.other_ca} if wrong == "authority" else {"host": "127.0.0.1"}
    port, imap_port = ((shop.mail.submission_port, shop.mail.imap_port) if tls == "starttls" else
                       (shop.mail.submissions_port, shop.mail.imaps_port))
    shop.configure(smtp={"tls": tls, "port": port, **change}, imap={"tls": tls, "port": imap_port, **change})
    mark = shop.mail.mark()
    shop.day(DAY)
    said = shop.mail.log(mark)
    assert not re.search(r"sasl_(method|username)|Login: user|auth failed", said), said
    assert set(shop.states().values()) == {"QUEUED"}
    problems = {r["what"] for r in shop.sql("SELECT what FROM health WHERE problem IS NOT NULL")}
    assert {"smtp", "imap"} <= problems
    trusted_again(shop)


def test_implicit_tls_works_too(shop):
    shop.configure(smtp={"tls": "implicit", "port": shop.mail.submissions_port},
                   imap={"tls": "implicit", "port": shop.mail.imaps_port})
    shop.day(DAY)
    assert set(shop.states().values()) == {"SENT"}
    assert shop.one("SELECT ok_at FROM health WHERE what='imap'")


def test_a_wrong_password_is_said_and_nothing_is_lost(shop):
    shop.write_password("wrong")
    shop.day(DAY)
    assert set(shop.states().values()) == {"QUEUED"}
    assert "wrong" not in (shop.one("SELECT problem FROM health WHERE what='smtp'") or "wrong").split()
    trusted_again(shop)


def test_several_letters_share_a_connection(shop):
    shop.customers([{"id": str(n), "email": f"guest{n}@many.example", "first_name": f"Guest {n}"}
                    for n in range(12)])
    mark = shop.mail.mark()
    shop.day(DAY)
    assert list(shop.states().values()) == ["SENT"] * 12
    assert len(re.findall(r"sasl_username=", shop.mail.log(mark))) == 12  # a line a letter
    opened = re.findall(r"smtpd\[\d+\]: disconnect from .*auth=1", shop.mail.log(mark))
    assert len(opened) <= 2


# ---------------------------------------------------------------- the digest


def test_digest_once_a_week_with_the_same_numbers(shop):
    shop.day(DAY)
    shop.customer_reply(letter(shop), "Could someone call me?")
    shop.once("listener", now="2026-10-09T08:00:00Z")
    for _ in range(2):
        shop.day("2026-10-12")
    digests = [m for m in shop.mailbox("anna@harbourpine.example") if m["Message-ID"] and
               str(m["Message-ID"]).strip("<>") in {
                   r["message_id"].strip("<>") for r in shop.sql("SELECT message_id FROM outbox WHERE kind='digest'")}]
    assert len(digests) == 1
    text, html = body_text(digests[0]), digests[0].get_body(("html",)).get_content()
    assert "Elena" in text and "Elena" in html
    words = re.sub(r"<head>.*?</head>|<[^>]+>", " ", html, flags=re.S)
    assert set(re.findall(r"\b\d+\b", text)) == set(re.findall(r"\b\d+\b", words))


# ---------------------------------------------------------------- bad input


def test_a_broken_row_does_not_stop_the_others(shop):
    with open(shop.folder / "ledger/customers.csv", "a", encoding="utf-8") as f:
        f.write("9,not an address,Nobody,,anna,2025-01-01\n")
    shop.day(DAY)
    assert set(shop.states()) == {"1", "2", "3"}
    row, = shop.sql("SELECT line, column, reason FROM refused WHERE file='customers.csv'")
    assert row["line"] == 5 and row["column"] > 0 and row["reason"]
    assert re.search(r"customers\.csv:5:\d+: ", shop.cli("check", expect=None).stdout)


def test_the_last_good_template_stays_in_use(shop):
    shop.once("planner", now="2026-10-01T06:00:00Z")
    shop.template("thanks", THANKS.replace("{{first_name|friend}}", "{{first_nam"))
    shop.day(DAY)
    assert set(shop.states().values()) == {"SENT"}
    assert letter(shop)["Subject"] == "Thank you, Elena"
    answer = shop.folder / "templates/thanks.PROBLEM.txt"
    assert "first_nam" in answer.read_text(encoding="utf-8")
