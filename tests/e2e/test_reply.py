"""Replying is the whole interface: a digest arrives, staff answer it, and it is done."""

import email.message
import re
from email.utils import make_msgid

from house import CARE, THANKS, body_text

DAY = "2026-10-06"
ANNA, JONAS = "anna@harbourpine.example", "jonas@harbourpine.example"


def digests(shop, person=ANNA):
    ids = {r["message_id"].strip("<>") for r in shop.sql("SELECT message_id FROM outbox WHERE kind='digest'")}
    return [m for m in shop.mailbox(person) if str(m["Message-ID"]).strip("<>") in ids]


def confirmations(shop, person=ANNA):
    ids = {r["message_id"].strip("<>") for r in
           shop.sql("SELECT message_id FROM outbox WHERE touchpoint='confirmation'")}
    return [m for m in shop.mailbox(person) if str(m["Message-ID"]).strip("<>") in ids]


def reply(shop, notice, text, sender=ANNA, **headers):
    """As a mail client answers: to Reply-To, the notice quoted below."""
    answer = email.message.EmailMessage()
    answer["From"] = f"Somebody <{sender}>"
    answer["To"] = str(notice["Reply-To"])
    answer["Subject"] = "Re: " + str(notice["Subject"])
    answer["Message-ID"] = make_msgid(domain="harbourpine.example")
    answer["In-Reply-To"] = str(notice["Message-ID"])
    for name, value in headers.items():
        answer[name.replace("_", "-")] = value
    quoted = "\n".join("> " + line for line in body_text(notice).splitlines())
    answer.set_content(f"{text}\n\nOn Monday, followupd wrote:\n{quoted}\n")
    shop.mail.deliver(sender, notice["Reply-To"].addresses[0].addr_spec, answer)
    shop.mail.settle()
    return answer


def waiting(shop):
    return {r["customer"] for r in shop.sql("SELECT customer FROM conversation WHERE state='WAITING'")}


def asked(shop):
    return asked_in(shop, "done 1")


def asked_in(shop, word):
    """Elena asks on Friday; on Monday Anna's digest says so, and what can be said to it."""
    shop.day(DAY)
    letter = next(m for m in shop.mailbox("elena@north.example"))
    shop.customer_reply(letter, "Could someone call me about the gasket?")
    shop.once("listener", now="2026-10-09T14:00:00Z")
    shop.day("2026-10-12")
    assert waiting(shop) == {"1"}
    digest, = digests(shop)
    assert "Elena" in body_text(digest) and word in body_text(digest)
    return digest


def test_done_by_mail_and_the_next_digest_without_it(shop):
    digest = asked(shop)
    reply(shop, digest, "Hi,\n\nDone 1. Thanks!\n\nAnna")
    shop.once(now="2026-10-12T13:00:00Z")
    assert waiting(shop) == set()
    answer, = confirmations(shop)
    assert "no longer waiting" in answer["Subject"]
    assert answer["Auto-Submitted"] == "auto-replied" and answer["Reply-To"] != digest["Reply-To"]
    assert "decided" in shop.cli("show", "1").stdout
    shop.day("2026-10-19")
    second = digests(shop)[-1]
    assert "Nobody waiting" in second["Subject"]
    assert "gasket" not in body_text(second)
    assert not re.search(r"\bdone 1\b", body_text(second))
    # and it can be taken back
    reply(shop, answer, "undo")
    shop.once(now="2026-10-19T13:00:00Z")
    assert waiting(shop) == {"1"}


def test_a_copy_in_other_hands_does_nothing_and_is_told(shop):
    digest = asked(shop)
    first = reply(shop, digest, "done 1", sender="eve@evil.example")
    reply(shop, digest, "done 1", sender=JONAS)
    reply(shop, digest, "done 1", Auto_Submitted="auto-replied")
    shop.once(now="2026-10-12T13:00:00Z")
    assert waiting(shop) == {"1"} and not confirmations(shop) and not confirmations(shop, JONAS)
    assert not shop.mailbox("eve@evil.example"), "a stranger gets no answer"
    assert shop.one("SELECT count(*) FROM inbox WHERE class='refused'") == 2
    assert first["To"]
    shop.day("2026-10-19")
    text = " ".join(body_text(digests(shop)[-1]).split())
    assert "eve@evil.example replied to the notice" in text and "Nothing was done" in text


def told(shop, day):
    """The digest of this Monday, in one line."""
    shop.once(now=f"{day}T06:00:00Z")
    return " ".join(body_text(digests(shop)[-1]).split())


def test_the_same_reply_twice_does_nothing_the_second_time_and_is_told(shop):
    digest = asked(shop)
    reply(shop, digest, "done 1")
    shop.once(now="2026-10-12T13:00:00Z")
    shop.cli("undo", shop.one("SELECT max(id) FROM act"))
    assert waiting(shop) == {"1"}
    reply(shop, digest, "done 1")
    shop.once(now="2026-10-12T14:00:00Z")
    assert waiting(shop) == {"1"} and len(shop.sql("SELECT * FROM act WHERE verb='answered'")) == 1
    assert "before" in body_text(confirmations(shop)[-1])
    assert "Nothing was done: it was said before." in told(shop, "2026-10-19")


def test_german_words_in_a_german_reply(shop):
    """Greeting, punctuation, quoted notice and signature as mail programs here make them."""
    shop.conf.write_text(shop.conf.read_text(encoding="utf-8").replace("owner = true;", 'owner = true; language = "de";'),
                         encoding="utf-8")
    digest = asked_in(shop, "erledigt 1")
    reply(shop, digest, "Guten Morgen,\n\nErledigt 1!\nzufrieden 1\nNotiz 1: angerufen, alles gut\n\n"
                        "Viele Grüße\nAnna Berg\n\n-- \nAnna Berg · Hafenstraße 12")
    shop.once(now="2026-10-12T13:00:00Z")
    assert waiting(shop) == set()
    assert [r["verb"] for r in shop.sql("SELECT verb FROM act ORDER BY id")] == ["answered", "happy", "log"]
    answer, = confirmations(shop)
    assert "wartet" in " ".join(body_text(answer).split()), body_text(answer)
    reply(shop, answer, "rückgängig 1")
    shop.once(now="2026-10-12T14:00:00Z")
    assert waiting(shop) == {"1"}


def test_a_forwarded_notice_does_nothing(shop):
    """Anna forwards her digest to Jonas, who acts on it from there: it is hers, whole or quoted."""
    digest = asked(shop)
    forward = email.message.EmailMessage()
    forward["From"], forward["To"] = ANNA, JONAS
    forward["Subject"] = "Fwd: " + str(digest["Subject"])
    forward["Message-ID"] = make_msgid(domain="harbourpine.example")
    forward.set_content("Can you do this?\n\n---------- Forwarded message ----------\n"
                        f"Reply-To: {digest['Reply-To']}\n\n{body_text(digest)}")
    shop.mail.deliver(ANNA, JONAS, forward)
    reply(shop, digest, "done 1", sender=JONAS, References=str(forward["Message-ID"]))
    again = email.message.EmailMessage()  # sent on, whole, to the address that takes orders
    again["From"], again["To"] = JONAS, str(digest["Reply-To"])
    again["Subject"], again["Message-ID"] = "Fwd: done 1", make_msgid(domain="harbourpine.example")
    again.set_content("done 1")
    again.add_attachment(digest)
    shop.mail.deliver(JONAS, digest["Reply-To"].addresses[0].addr_spec, again)
    shop.mail.settle()
    shop.once(now="2026-10-12T13:00:00Z")
    assert waiting(shop) == {"1"} and not confirmations(shop) and not confirmations(shop, JONAS)
    assert not shop.sql("SELECT * FROM act")
    assert f"{JONAS} replied to the notice" in told(shop, "2026-10-19")


def test_a_forged_sender_does_nothing(shop):
    """Who guessed the token and writes as Anna: the mail server saw that it is not she."""
    digest = asked(shop)
    for verdict in ("dmarc=fail (p=none) header.from=harbourpine.example",
                    "spf=fail smtp.mailfrom=anna@harbourpine.example; dkim=none"):
        reply(shop, digest, "done 1", Authentication_Results=f"mx.harbourpine.example; {verdict}")
    shop.once(now="2026-10-12T13:00:00Z")
    assert waiting(shop) == {"1"} and not confirmations(shop) and not shop.sql("SELECT * FROM act")
    assert "Nothing was done: the mail server says the sender is forged." in told(shop, "2026-10-19")
    # and that it is she
    reply(shop, digest, "done 1",
          Authentication_Results="mx.harbourpine.example; dmarc=pass header.from=harbourpine.example")
    shop.once(now="2026-10-19T14:00:00Z")
    assert waiting(shop) == set()


def test_a_customer_who_got_a_copy_is_heard_all_the_same(shop):
    digest = asked(shop)
    shop.cli("answered", "1")
    shop.customer_reply(digest, "Why do I get this? Please call.", sender="elena@north.example", how="plus")
    shop.once("listener", now="2026-10-12T13:00:00Z")
    assert waiting(shop) == {"1"}


def test_a_nudge_is_answered_with_a_word(shop):
    shop.day(DAY)
    letter = next(m for m in shop.mailbox("elena@north.example"))
    shop.customer_reply(letter, "Hello?")
    shop.once("listener", now="2026-10-06T13:30:00Z")
    shop.once(now="2026-10-07T14:00:00Z")
    nudge = next(m for m in shop.mailbox(ANNA) if "waiting for an answer" in str(m["Subject"]))
    reply(shop, nudge, "erledigt")
    shop.once(now="2026-10-07T14:05:00Z")
    assert waiting(shop) == set() and len(confirmations(shop)) == 1
    assert CARE.split("@")[0] in str(nudge["Reply-To"])


LATER_TOO = THANKS.replace("Thank you, ", "Thank you again, ")


def previews(shop, person=ANNA):
    return [m for m in shop.mailbox(person) if str(m["Subject"]).startswith("[Preview]")]


def test_nothing_new_goes_out_before_its_author_says_go(shop):
    """Saved, previewed with three real letters, asked about; a stranger's go is none; hers is."""
    shop.once("planner", now="2026-10-01T06:00:00Z")  # the folder as it was found
    shop.template("thanks", LATER_TOO)
    shop.day("2026-10-01")
    preview, = previews(shop)
    text = " ".join(body_text(preview).split())
    assert "This would go to 3 people, next on" in text and "word: go" in text
    for customer in ("elena@north.example", "soren@south.example"):
        assert f"To: {customer} Subject: Thank you again" in text
    reply(shop, preview, "go", sender=JONAS)
    reply(shop, preview, "go", sender="eve@evil.example")
    shop.once(now="2026-10-01T13:00:00Z")
    assert shop.one("SELECT waits FROM template") != 0
    reply(shop, preview, "To me again, please.")
    shop.once(now="2026-10-01T13:30:00Z")
    shop.once(now="2026-10-01T13:31:00Z")
    assert "comes again" in confirmations(shop)[-1]["Subject"]
    assert [" ".join(body_text(m).split()) for m in previews(shop)] == [text, text]
    reply(shop, preview, "Looks good.\n\nGo!\n\nAnna")
    shop.once(now="2026-10-01T14:00:00Z")
    assert "goes out as you saw it" in confirmations(shop)[-1]["Subject"]
    shop.day(DAY)
    letter = shop.mailbox("elena@north.example")[-1]
    assert letter["Subject"] == "Thank you again, Elena"


def test_the_old_words_go_until_the_new_ones_may(shop):
    shop.once("planner", now="2026-10-01T06:00:00Z")
    shop.template("thanks", LATER_TOO)
    shop.day(DAY)
    assert [m["Subject"] for m in shop.mailbox("elena@north.example")] == ["Thank you, Elena"]
    # a go to words that changed since is none
    preview, = previews(shop)
    shop.template("thanks", LATER_TOO + "\nAnd once more.\n")
    shop.once("planner", now="2026-10-06T13:00:00Z")
    reply(shop, preview, "go")
    shop.once(now="2026-10-06T14:00:00Z")
    assert "changed since that preview" in confirmations(shop)[-1]["Subject"]
    assert "waits for a go" in shop.cli("digest").stdout.replace("\n", " ")
    shop.cli("approve", "thanks")
    assert shop.one("SELECT waits FROM template") == 0
    reply(shop, previews(shop)[-1], "stop")
    shop.once(now="2026-10-06T15:00:00Z")
    assert shop.one("SELECT waits FROM template") != 0
