"""Letters that come from the account manager's own address, through their own login, at a server that
lets nobody send under another's name."""

import pytest
from house import BUSINESS, CARE
from test_main_job import ELENA, HANA, SOREN
from test_sending import NOON, row, send

ANNA, JONAS = f"anna@{BUSINESS}", f"jonas@{BUSINESS}"
DAY = "2026-10-06"
PERSON = 'email = "{}"'
# who is logged in is told to the recipient, and may send as themselves only
STRICT = ("smtpd_sender_login_maps = inline:{{ " + ", ".join(f"{{{a} = {a}}}" for a in (CARE, ANNA, JONAS)) + " }}\n"
          "smtpd_sender_restrictions = reject_sender_login_mismatch\nsmtpd_sasl_authenticated_header = yes\n"
          ).replace("{{ ", "{ ").replace(" }}", " }")


pytestmark = pytest.mark.usefixtures("strict")


@pytest.fixture(scope="module")
def strict(servers):
    with servers.setting(STRICT):
        yield


def with_logins(shop, imap=None, **people):
    """people: {id: the words of their login}."""
    shop.configure(imap=imap, business='from = "own";\n')
    text = shop.conf.read_text()
    for who, words in people.items():
        plain = PERSON.format(f"{who}@{BUSINESS}")
        assert plain in text
        text = text.replace(plain, f'{plain}; login = {{ user = "{who}@{BUSINESS}"; {words} }}')
    shop.conf.write_text(text)


def password(shop, name="password", words=None):
    path = shop.folder / name
    if words is not None:
        path.touch(mode=0o600)
        path.write_text(words + "\n")
    return f'password_file = "{path}";'


def test_each_letter_with_its_authors_login(shop):
    with_logins(shop, anna=password(shop), jonas=password(shop))
    send(shop)
    assert set(shop.states().values()) == {"SENT"}, [dict(r) for r in shop.sql("SELECT * FROM health")]
    for customer, author in ((ELENA, ANNA), (SOREN, JONAS), (HANA, ANNA)):
        mail, = shop.mailbox(customer)
        assert mail["From"].addresses[0].addr_spec == author and mail["Sender"] is None
        assert mail["Return-Path"] == f"<{author}>"
        assert f"(Authenticated sender: {author})" in str(mail.get_all("Received"))
        # who answers is heard by the house all the same
        assert mail["Reply-To"].addresses[0].addr_spec.startswith("care+")


def test_one_persons_wrong_password_holds_nobody_elses_letters(shop):
    """It is tried once, not once a letter: a server locks out who fails too often."""
    with_logins(shop, anna=password(shop, "anna", "wrong"), jonas=password(shop))
    mark = shop.mail.mark()
    send(shop)
    assert [row(shop, a)["state"] for a in (ELENA, SOREN, HANA)] == ["QUEUED", "SENT", "QUEUED"]
    assert shop.mail.log(mark).count("authentication failed") == 1
    why = shop.one("SELECT problem FROM health WHERE what='smtp anna'")
    assert why.startswith("The letters of Anna Berg wait; those of others go.") and "refused the login" in why
    assert row(shop, HANA)["reason"] == why[:len(row(shop, HANA)["reason"])]
    assert shop.one("SELECT problem FROM health WHERE what='smtp'") is None
    assert "smtp anna  PROBLEM since" in shop.cli("status", expect=75).stdout
    password(shop, "anna", shop.mail.password)
    shop.once("sender", now=f"{DAY}T12:05:00Z")
    assert set(shop.states().values()) == {"SENT"}
    assert shop.one("SELECT problem FROM health WHERE what='smtp anna'") is None


def test_what_was_written_under_the_houses_name_leaves_with_the_houses_login(shop):
    shop.once("planner", now=f"{DAY}T06:00:00Z")
    with_logins(shop, anna=password(shop), jonas=password(shop))
    shop.once("sender", now=NOON)
    mail, = shop.mailbox(ELENA)
    assert mail["Return-Path"] == f"<{CARE}>" and f"(Authenticated sender: {CARE})" in str(mail.get_all("Received"))


def test_many_letters_of_two_people_log_in_a_few_times(shop):
    """A line goes on with the same author as long as it can."""
    shop.customers([{"id": str(n), "email": f"c{n}@north.example", "first_name": f"C{n}",
                     "manager": ("anna", "jonas")[n % 2], "first_contact": "2024-03-01"} for n in range(40)])
    with_logins(shop, anna=password(shop), jonas=password(shop))
    mark = shop.mail.mark()
    send(shop)
    assert list(shop.states().values()).count("SENT") == 40
    logins = shop.mail.log(mark).count("disconnect from")
    assert logins < 25, logins


@pytest.mark.parametrize("mode", ["shared", "delegate"])
def test_a_login_that_nobody_would_use_is_said(shop, mode):
    with_logins(shop, anna=password(shop))
    shop.conf.write_text(shop.conf.read_text().replace('from = "own"', f'from = "{mode}"'))
    said = shop.cli("check").stdout + shop.cli("check").stderr
    assert "the login of anna is not used" in said, said


def test_what_comes_back_and_what_is_written_to_a_person_is_read(shop):
    """Returned mail goes to the envelope's sender; some customers write to the address they see."""
    with_logins(shop, anna=password(shop), jonas=password(shop))
    shop.mail.bounce(ELENA)
    send(shop)
    letter, = shop.mailbox(HANA)
    answer = shop.reply_to(letter, "How kind of you! Do you still have the blue ones?")
    shop.mail.deliver(HANA, ANNA, answer)
    shop.mail.settle()
    before = shop.mail.flags(ANNA)
    shop.once("listener", now=f"{DAY}T13:00:00Z")
    assert row(shop, ELENA)["state"] == "FAILED" and "5.1.1" in row(shop, ELENA)["reason"]
    waiting = shop.json("waiting")
    assert [w["customer"] for w in waiting] == ["3"], waiting
    assert shop.mail.flags(ANNA) == before and not any("\\Seen" in f for f in before.values())
    # her answer lies in her own Sent
    reply = shop.staff_answer(shop.mailbox(ANNA)[-1], "We do.", person=ANNA)
    shop.mail.append(ANNA, "Sent", reply, "\\Seen")
    with shop.mail.imap(CARE, "Sent", readonly=False) as client:
        client.store("1:*", "+FLAGS", "\\Deleted")
        client.expunge()
    shop.once("listener", now=f"{DAY}T14:00:00Z")
    assert shop.json("waiting") == []


def test_the_copy_lies_in_the_authors_sent_mail(shop):
    with_logins(shop, imap={"copy_sent": True}, anna=password(shop))
    send(shop)
    for _again in range(2):
        shop.once("listener", now=f"{DAY}T13:00:00Z")
    assert sorted(m["To"].addresses[0].addr_spec for m in shop.mailbox(ANNA, "Sent")) == sorted([ELENA, HANA])
    # Jonas has none, so his leaves with the house's login
    assert [m["To"].addresses[0].addr_spec for m in shop.mailbox(CARE, "Sent")] == [SOREN]


def test_a_login_that_is_refused_for_long_is_mailed(shop):
    with_logins(shop, anna=password(shop), jonas=password(shop, "jonas", "wrong"))
    send(shop)
    shop.once("listener", now=f"{DAY}T12:00:00Z")
    assert shop.one("SELECT count(*) FROM health WHERE what='imap anna' AND problem IS NULL")
    shop.once(now=f"{DAY}T12:20:00Z")
    for person in (ANNA, JONAS):  # the owner and who it is about
        mails = {m["Subject"]: m.get_content() for m in shop.mailbox(person) if "of Jonas" in m["Subject"]}
        assert sorted(mails) == ["The letters of Jonas Öst wait", "The mailbox of Jonas Öst is not read"]
        for words in mails.values():
            assert "Check user and password" in " ".join(words.split()), words
    said = shop.cli("doctor", expect=None).stdout
    assert "smtp jonas" in said and "imap jonas" in said and "anna@harbourpine.example may log in" in said
