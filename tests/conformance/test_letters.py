"""Whole letters from the real renderer, judged by Python's email package, an HTML parser and a
decoder of format=flowed: the two twins say the same, every mail program can show them (table of
features: caniemail.com), and what a ledger says stays words wherever it lands."""

import email
import email.policy
import html.parser
import os
import re
import struct
import subprocess
import zlib
from pathlib import Path

import pytest
from test_compose import STRICT, check_bytes, unflow

LETTER = os.path.join(os.environ.get("FOLLOWUP_BUILD", "."), "tests/tools/letter")
TOP = Path(__file__).resolve().parents[2]
LETTERS = sorted((TOP / "templates/letters").glob("*.txt"))
MARIA = {
    "name": "Maria Silva", "first_name": "Maria", "salutation": "Maria", "year": "2026",
    "years_phrase": "three years", "personal_line": "The oak you chose has dried well.",
    "since_phrase": "since 2023", "first_contact_date": "3 March 2026", "company": "Silva Lda",
    "first_purchase": "3 March 2023", "business": "Harbour & Pine", "happy_date": "3 May 2026",
    "complaint_subject": "the late delivery",
}
JONAS = {
    **MARIA, "name": "Jonas Öst", "first_name": "Jonas", "salutation": "Herr Öst",
    "personal_line": "Die Eiche, die Sie ausgesucht haben, ist gut getrocknet.",
    "years_phrase": "drei Jahre", "since_phrase": "seit 2023", "first_contact_date": "3. März 2026",
    "first_purchase": "3. März 2023", "happy_date": "3. Mai 2026", "complaint_subject": "die späte Lieferung",
}


def render(path, fields=MARIA):
    made = subprocess.run([LETTER, path, *(f"{k}={v}" for k, v in fields.items())],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    assert made.returncode == 0, (path, made.stderr.decode())
    check_bytes(made.stdout)
    return email.message_from_bytes(made.stdout, policy=STRICT)


def parts(message):
    text, rich = message.get_payload()
    page = rich.get_payload()[0] if rich.is_multipart() else rich
    return (unflow(text.get_payload(decode=True).decode()),
            page.get_payload(decode=True).decode().replace("\r\n", "\n"))


class Page(html.parser.HTMLParser):
    """The tags in order, the words between them, and the targets of links."""

    def __init__(self, source):
        super().__init__()
        self.tags, self.words, self.links, self.styles = [], "", [], []
        self.open, self.skip = [], False
        self.feed(source)
        self.close()
        assert self.open == [], "every element is closed"

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, tuple(attrs)))
        self.styles += re.findall(r"([a-z-]+):", attrs.get("style", ""))
        self.links += [attrs["href"]] if "href" in attrs else []
        self.words += " " if tag in ("p", "br", "li", "h1", "h2", "h3") else ""
        if tag == "img":
            assert attrs["alt"] and attrs["width"] and attrs["src"].startswith("cid:")
            self.words += f" [{attrs['alt']}] "
        if tag not in ("br", "img", "meta"):
            self.open.append(tag)
        self.skip = tag == "title"

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        self.skip = False

    def handle_data(self, data):
        self.words += "" if self.skip else data


# What every program of the table shows; a width in CSS besides the attribute is a bonus, and so is
# a picture that is a block: without it a few pixels more stand below.
TAGS = {"html", "head", "meta", "title", "body", "p", "br", "strong", "em", "a", "ul", "ol", "li",
        "h1", "h2", "h3", "img"}
STYLES = {"margin", "padding", "font-family", "font-size", "font-weight", "line-height"}
STYLES_OF_PICTURES = {"width", "max-width", "height", "display"}


def check_page(source):
    page = Page(source)
    assert {tag for tag, _ in page.tags} <= TAGS
    assert set(page.styles) <= STYLES | (STYLES_OF_PICTURES if "<img" in source else set())
    assert not re.search(r"data:|<svg|<style|<script|url\(|flex|grid|class=", source)
    assert all(link.startswith(("https://", "mailto:", "tel:")) for link in page.links)
    assert re.search(r'<html lang="[a-z-]+" dir="(ltr|rtl)">', source)
    assert len(source) < 100_000, "Gmail cuts letters at 102 kB"
    return page


def plain_words(text):
    """The twin's words without what stands for structure: bullets, numbers, link targets."""
    text = re.sub(r" <(https://[^>]*)>", "", text)
    text = re.sub(r"^ *(-|\d+\.) ", "", text, flags=re.M).replace("\n-- \n", "\n")
    return text.split()


def check_twins(message):
    text, source = parts(message)
    page = check_page(source)
    assert plain_words(text) == page.words.split()
    for link in page.links:
        assert re.sub("^(mailto|tel):", "", link) in text
    return text, page


@pytest.mark.parametrize("path", LETTERS, ids=lambda p: p.stem)
def test_shipped(path):
    message = render(path)
    text, _ = check_twins(message)
    assert "{{" not in text and "  " not in text.replace("\n", "")
    assert max(len(line) for line in
               message.get_payload()[0].get_payload(decode=True).decode().split("\r\n")) <= 74
    german = path.stem.endswith(".de")
    assert ("Guten Tag" in text) == ("antworten Sie" in text) == german
    assert message.get_payload()[0]["Content-Language"] == ("de" if german else "en")


def test_page_names_them_all():
    page = (TOP / "templates/LETTERS.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z-]+) \| (.*?) \|.*\| (yes)? ?\|$", page, re.M)
    assert sorted(name for name, _, _ in rows) == [p.stem for p in LETTERS if ".de" not in p.name]
    for name, who, asks in rows:
        head = (TOP / f"templates/letters/{name}.txt").read_text(encoding="utf-8").split("\n\n")[0]
        stages = re.search("^To: *(.*)$", head, re.M)[1]
        assert who.startswith(stages) or name == "christmas"
        assert ("Approval: ask" in head) == bool(asks)
        assert re.search("^Status: *draft$", head, re.M)
    for picture in re.findall(r"\]\((pictures/.*?)\)", page):
        assert (TOP / "templates" / picture).stat().st_size < (250_000 if "/all." in picture else 60_000)


RICH = """\
Subject: Woods
Picture: boat.png "Our boat in the snow"

# News & more

A paragraph that is **long** enough to be *wrapped*, with [our hours](https://example.org/hours)
and https://example.org/a?b=1&c=2 and <us@example.org> in it; a line \\
break too.

- one item that is so long that it has to go on in the next line of the letter, and on
    - with one below it
- two

3. three
4. four

> quoted, From here
"""


def png(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(
            ">I", zlib.crc32(kind + data))
    rows = b"".join(
        b"\0" + b"".join(bytes((90 + x * 60 // width, 120 + y * 60 // height, 170))
                         for x in range(width))
        for y in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def test_everything_markdown_can(tmp_path):
    (tmp_path / "boat.png").write_bytes(png(640, 300))
    (tmp_path / "rich.txt").write_text(RICH)
    message = render(tmp_path / "rich.txt", {**MARIA, "PICTURE": tmp_path / "boat.png"})
    text, page = check_twins(message)
    assert page.links == ["https://example.org/hours", "https://example.org/a?b=1&c=2",
                          "mailto:us@example.org"]
    assert "[Our boat in the snow]" in text
    picture = message.get_payload()[1].get_payload()[1]
    assert picture.get_payload(decode=True) == png(640, 300)
    assert picture["Content-ID"].strip("<>") in parts(message)[1]


# ---- nothing from the ledger is anything but words ----

EVERYWHERE = """\
Subject: A {{first_name}} B

{{first_name}} at the start, *{{first_name}}*, **{{first_name}}**, ({{first_name}}) and
[{{first_name}}](https://example.org/). Nothing but a field:

{{first_name}}

# {{first_name}}

- {{first_name}}

1. x{{first_name}}y

{{#first_name}}Yes: {{first_name}}{{/first_name}} {{missing|and {{first_name}}
"""
EVERYWHERE = EVERYWHERE.replace("{{missing|and {{first_name}}", "{{missing|fallback}} {{first_name}}")

HOSTILE = [
    "<b>", "</p></body>", "<script>alert(1)</script>", "<img src=x onerror=y>", "\" onclick=\"x",
    "' style='x", "&amp;", "&#60;b&#62;", "<!--", "]]>", "javascript:x", "https://evil.example/",
    "[x](https://evil.example)", "![x](https://evil.example/x.png)", "<https://evil.example>",
    "**bold**", "*slanted*", "_slanted_", "`code`", "# heading", "- item", "1. item", "> quoted",
    "* * *", "---", "===", "\\", "\\\\", "{{name}}", "{{#name}}", "{{{name}}}", "}}", "|", "\ue000",
    "\ue001", "x\r\nBcc: victim@evil.example", "x\nSubject: other", "\r\n\r\n<b>", "x\u2028y",
    "x\x85Bcc: y", "\x00", "\x1b[31m", "\u202egnp.exe", "\ufeff", "=?utf-8?Q?=0ABcc:_x?=", "%0aBcc:x",
    "-- ", "--", "From here", ">From", ".", "--=_fu1_0000000000000000", "a" * 290, "感謝" * 40,
    "e\u0301" * 30, "'; DROP TABLE customer; --", "${HOME}", "%s%n", "$(x)", "mailto:x@y.example",
    "Maria Silva <other@evil.example>",
]


def test_hostile_values(tmp_path):
    path = tmp_path / "everywhere.txt"
    path.write_text(EVERYWHERE)
    _, wanted = check_twins(render(path, {"first_name": "Maria", "name": "Maria"}))
    names = [k for k, _ in render(path, {"first_name": "Maria", "name": "Maria"}).items()]
    shown = 0
    for value in HOSTILE:
        value = value.split("\0")[0]  # argv has no NUL; the ledger refuses it
        if not value.strip("\ufeff\u202e"):
            continue
        message = render(path, {"first_name": value, "name": "Maria"})
        assert [k for k, _ in message.items()] == names, value
        text, source = parts(message)
        page = Page(source)
        assert page.tags == wanted.tags, value
        assert page.links == wanted.links, value
        clean = re.sub("[\u202a-\u202e\ufeff]", "", re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", value))
        words = clean.split()
        assert " ".join(words) in " ".join(page.words.split()), value
        assert "".join(words) in "".join(text.split()), value
        assert message["Subject"].split() == ["A", *words, "B"], value
        shown += 1
    assert shown > len(HOSTILE) - 4
