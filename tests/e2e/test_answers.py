"""The folder, the mail and the terminal say the same about a letter."""

import email
import email.policy
import re

import pytest

from house import THANKS, body_text

BROKEN = """\
Subject: Re: your order
Whne: New Year
To: longer

Dear [First Name],

our discount is for you: http://example.org/ and TODO.
"""
DOUBTFUL = THANKS.replace("Thank you, ", "THANK YOU ").replace("Status:   live", "Status:   draft") \
    .replace("{{first_name|friend}}", "TO ALL!!").replace("being* with", "being* with ({{last_name|}}, you know)")


def flat(text):
    return " ".join(text.split())


def complaints(shop, name):
    """[(line, severity, quoted, text, instead)] as the terminal prints them."""
    path = shop.folder / "templates" / name
    done = shop.cli("check", path, expect=None)
    found = re.findall(rf"^{re.escape(str(path))}:(\d+): (error|warning): \"(.*?)\": (.*?)"
                       r"(?: (?:Type instead|Schreiben Sie stattdessen): (.*))?$", done.stdout, re.M)
    assert found, done.stdout
    return found


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_terminal_says_what_the_folder_says(shop, language):
    conf = shop.conf.read_text()
    shop.conf.write_text(conf.replace('language = "en"', f'language = "{language}"'))
    shop.template("broken", BROKEN)
    shop.template("doubtful", DOUBTFUL)
    shop.once("planner", now="2026-10-01T06:00:00Z")
    templates = shop.folder / "templates"
    problem = flat((templates / "broken.PROBLEM.txt").read_text())
    ok = flat((templates / "doubtful.OK.txt").read_text())
    said = complaints(shop, "broken.txt")
    assert {"error"} <= {s for _, s, *_ in said} and len(said) >= 5
    shown = [s for s in said if flat(s[3]) in problem]
    left = re.search(r"… (?:and|und) (\d+) ", problem)
    assert len(said) == len(shown) + (int(left[1]) if left else 0), problem
    for line, _, quoted, _, instead in shown:
        assert re.search(rf"(Line|Zeile) {line}: [\"„]{re.escape(flat(quoted[:40]))}", problem)
        assert flat(instead) in problem
    for _, severity, _, text, instead in complaints(shop, "doubtful.txt"):
        assert severity == "warning" and flat(text) in ok and flat(instead) in ok
    # whom it reaches, in the same words
    people = flat(shop.cli("check", expect=None).stdout)
    reach = re.search(r"((?:It is written to|Er richtet sich an) 3 .*?\.)", ok)[1]
    assert reach in people


def test_the_terminal_shows_what_the_mail_shows(shop):
    """Each of the three letters in the preview mail is word for word what --customer prints; --html
    and --eml are that letter too, and that is what the customer gets."""
    shop.once("planner", now="2026-10-01T06:00:00Z")
    shop.template("thanks", THANKS.replace("Thank you, ", "Thank you again, "))
    shop.day("2026-10-01")
    preview, = [m for m in shop.mailbox("anna@harbourpine.example") if "[Preview]" in str(m["Subject"])]
    text = body_text(preview).replace("\r\n", "\n")
    letters = re.split(r"^======== .*\n", text, flags=re.M)[1:]
    assert len(letters) == 3
    keys = {"elena@north.example": "1", "soren@south.example": "2", "hana@east.example": "3"}
    for letter in letters:
        address, subject, words = re.match(r"To: +(\S+)\nSubject: (.*?)\n\n(.*)", letter, re.S).groups()
        printed = shop.cli("preview", "thanks", "--customer", keys[address]).stdout
        head, body = printed.split("\n\n", 1)
        assert address in head and f"Subject:  {subject}" in head
        assert flat(body) == flat(words)
        mail = email.message_from_string(
            shop.cli("preview", "thanks", "--customer", keys[address], "--eml").stdout, policy=email.policy.default)
        assert mail["Subject"] == subject and flat(body_text(mail)) == flat(words)
        html = mail.get_body(("html",)).get_content()
        assert flat(html) == flat(shop.cli("preview", "thanks", "--customer", keys[address], "--html").stdout)
    shop.cli("approve", "thanks")
    shop.day("2026-10-06")
    sent = shop.mailbox("elena@north.example")[-1]
    assert sent["Subject"] == "Thank you again, Elena"
    assert flat(body_text(sent)) == flat(next(w for w in letters if "elena" in w).split("\n\n", 1)[1])
