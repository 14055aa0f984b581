"""The folder, the mail and the terminal say the same about a letter."""

import email
import email.policy
import re
import shutil
from pathlib import Path

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
    # whom it reaches, in the same words; when, by the day it is asked
    people = flat(shop.cli("check", expect=None).stdout)
    reach = re.search(r"((?:This would go to|Er ginge an) 3 .*?,)", ok)[1]
    assert reach in people
    named = [f"{r['name']} ({r['key']})" for r in shop.sql("SELECT key, name FROM customer WHERE present=1")]
    assert sum(n in people for n in named) == 3


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


TOP = Path(__file__).resolve().parents[2]
GREETING = "\nDear {{first_name|friend}},\n\nthank you for your trust. "
# each rule of the lint (INTERNALS): the file, whether it can be sent, words quoted from it
RULES = {
    "E01": ("error", "Subject:", "When: New Year\n" + GREETING),
    "E02": ("error", "{{first_nam|friend}}", "Subject: Thanks\n\nDear {{first_nam|friend}}, thank you.\n"),
    "E04": ("error", "{{first_name", "Subject: Thanks\n\nDear {{first_name, thank you.\n"),
    "E05": ("error", "*|FNAME|*", "Subject: Thanks\n\nDear *|FNAME|*, thank you.\n"),
    "E06": ("error", "Whne: New Year", "Subject: Thanks\nWhne: New Year\n" + GREETING),
    "E07 never": ("error", "BYMONTHDAY=30", "Subject: Thanks\nWhen: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\n" + GREETING),
    "E07 too often": ("error", "WEEKLY", "Subject: Thanks\nWhen: FREQ=WEEKLY\n" + GREETING),
    "E07 no rule": ("error", "FREQ=NOW", "Subject: Thanks\nWhen: FREQ=NOW\n" + GREETING),
    "E07 no occasion": ("error", "New Yaer", "Subject: Thanks\nWhen: New Yaer\n" + GREETING),
    "E07 no date": ("error", "birhtday", "Subject: Thanks\nWhen: birhtday\n" + GREETING),
    "E07 no column": ("error", "wedding_date", "Subject: Thanks\nWhen: wedding_date\nStatus: live\n" + GREETING),
    "E07 no condition": ("error", "cuontry = 'DE'", "Subject: Thanks\nWhere: cuontry = 'DE'\nWhen: New Year\n" + GREETING),
    "E08 stage": ("error", "To: longer", "Subject: Thanks\nTo: longer\n" + GREETING),
    "E08 tag": ("warning", "Tags: gold", "Subject: Thanks\nWhen: New Year\nTags: gold\n" + GREETING),
    "E09": ("error", "<b>", "Subject: Thanks\n" + GREETING + "<b>so</b>\n"),
    "E10": ("error", "tru\ufffdt", "Subject: Thanks\n\nDear friend, thank you for your tru\ufffdt.\n"),
    "E11": ("error", "boat.png", "Subject: Thanks\nPicture: boat.png \"Our boat\"\n" + GREETING),
    "E13": ("error", "XXX", "Subject: Thanks\n\nDear XXX, thank you.\n"),
    "E14": ("error", "Thanks to all", "Subject: Thanks\nName: Thanks to all\nWhen: New Year\n" + GREETING),
    "E15": ("error", "Thank\tyou", "Subject: Thank\tyou\n" + GREETING),
    "E16": ("error", "re:", "Subject: Re: thanks\n" + GREETING),
    "E17": ("error", "discount", "Subject: Thanks\nClass: service\n" + GREETING + "Here is a discount.\n"),
    "E18": ("error", "http://a.example", "Subject: Thanks\n" + GREETING + "[our hours](http://a.example/)\n"),
    "E19": ("error", "Happy 2025", "Subject: Happy 2025\n" + GREETING),
    "E21 no words": ("error", "the letter", "Subject: Thanks\n\n\n"),
    "E21 a book": ("error", "E21 a book", "Subject: Thanks\n\n" + "a word and " * 7000),
    "W01": ("warning", "goes on and on", "Subject: A subject that goes on and on and on and on and on and on for ever\nWhen: New Year\n" + GREETING),
    "W02": ("warning", "THANK YOU", "Subject: THANK YOU\nWhen: New Year\n" + GREETING),
    "W03": ("warning", "discount", "Subject: Thanks\nWhen: New Year\n" + GREETING + "Here is a discount.\n"),
    "W04": ("warning", "](", "Subject: Thanks\nWhen: New Year\n" + GREETING + "[one](https://a.example) [two](https://b.example)\n"),
    "W05": ("warning", "words", "Subject: Thanks\nWhen: New Year\n\n" + "your words and your trust mean the world to us " * 20),
    "W06": ("warning", "{{first_name|}}", "Subject: Thanks\nWhen: New Year\n\nDear {{first_name|}},\n\nthank you.\n"),
    "W07": ("warning", "Best regards", "Subject: Thanks\nWhen: New Year\n" + GREETING + "\n\nBest regards,\n"),
    "W08": ("warning", "guarantee", "Subject: Thanks\nWhen: New Year\n" + GREETING + "We guarantee it.\n"),
    "W09": ("warning", "We miss you", "Subject: Thanks\nWhen: New Year\n" + GREETING + "We miss you.\n"),
    "W10": ("warning", "Christmas", "Subject: Thanks\nWhen: New Year\n" + GREETING + "Merry Christmas!\n"),
    "W11": ("warning", "de", "Subject: Thanks\nWhen: New Year\nLanguage: de\n" + GREETING + "You and your people are the best of all.\n"),
    "W13": ("warning", "the whole file", "Subject: Gr\xfc\xdfe\nWhen: New Year\n\nDear friend, thank you.\n"),
    "W14 - Copy": ("error", "W14 - Copy", "Subject: Thanks\nWhen: New Year\n" + GREETING),
    "W17": ("warning", "the year was good", "Subject: Thanks\nWhen: New Year\n\nDear {{first_name|friend}},\n\nthe year was good "
            "for the shop and for the people of it, and we have a new door.\n"),
    "W18": ("warning", "When:", "Subject: Thanks\n" + GREETING),
    "W21": ("warning", "here", "Subject: Thanks\nWhen: New Year\n" + GREETING + "[here](https://a.example/)\n"),
    "clean": ("clean", "", "Subject: Thanks\nWhen: New Year\n" + GREETING),
}
COMPLAINT = re.compile(r"^(\S.*?\.txt):(\d+): (error|warning): \"(.*?)\": (.*)$", re.M)


def told(printed):
    """{file: {(severity, quoted, the rest)}} of what followup check printed."""
    found = {}
    for path, line, severity, quoted, rest in COMPLAINT.findall(printed):
        found.setdefault(Path(path).stem, set()).add((int(line), severity, quoted, rest))
    return found


def test_three_ways_one_verdict(shop):
    """Each rule of the lint by way of the folder, of `check FILE` and of `check`."""
    shutil.copy(TOP / "templates/calendars/civil.ics", shop.folder / "calendars")
    customers = (shop.folder / "ledger/customers.csv").read_text().splitlines()
    shop.customers([dict(zip(customers[0].split(","), row.split(",")), tags="silver") for row in customers[1:]])
    folder = shop.folder / "templates"
    (folder / "A first one.txt").write_text("Subject: Thanks\nName: Thanks to all\nWhen: New Year\n" + GREETING)
    for rule, (_, _, text) in RULES.items():
        (folder / f"{rule}.txt").write_bytes(text.encode("latin-1" if rule == "W13" else "utf-8"))
    shop.once("planner", now="2026-10-01T06:00:00Z")
    everything = shop.cli("check", expect=65).stdout
    whole = told(everything)
    for rule, (verdict, quoted, _) in RULES.items():
        path = folder / f"{rule}.txt"
        refused = (folder / f"{rule}.PROBLEM.txt").exists()
        assert refused != (folder / f"{rule}.OK.txt").exists()
        answer = flat((folder / f"{rule}.{'PROBLEM' if refused else 'OK'}.txt").read_text())
        printed = shop.cli("check", path, expect=65 if refused else 0).stdout
        alone = told(printed).get(rule, set())
        assert refused == (verdict == "error"), (rule, answer)
        assert ("All is well." in printed) == (not refused)
        assert alone == whole.get(rule, set()), rule
        worst = "error" if any(c[1] == "error" for c in alone) else "warning" if alone else "clean"
        assert worst == verdict, (rule, alone)
        assert verdict == "clean" or any(quoted in c[2] for c in alone), (rule, alone)
        for _, _, words, rest in alone:
            assert flat(words)[:40] in answer, (rule, words)
            assert all(flat(part) in answer for part in rest.split(" Type instead: ")), (rule, rest, answer)
        if not refused:  # whom it reaches, in the same words
            reach = re.search(r"This would go to .*?[,.]|It is written to nobody", answer)[0]
            assert reach in flat(printed) and reach in flat(everything), rule
    assert f"{everything.count(': error: ')} things to mend." in everything
