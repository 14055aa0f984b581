"""Another implementation reads what compose writes: Python's email package, with every defect
raised as an error. Words in many scripts, made from a fixed seed, must come back as they were."""

import datetime
import email
import email.header
import email.policy
import email.utils
import os
import random
import re
import subprocess

import pytest

COMPOSER = os.path.join(os.environ.get("FOLLOWUP_BUILD", "."), "tests/tools/composer")
STRICT = email.policy.SMTP.clone(raise_on_defect=True)
FIELDS = [
    "kind", "from_name", "from_address", "to_name", "to_address", "reply_to", "subject",
    "message_id", "reference", "unsubscribe", "language", "text", "html", "picture", "date",
]
PLAIN = {
    "kind": "letter",
    "from_name": "Anna Berg",
    "from_address": "care@harbourpine.example",
    "to_name": "Maria Silva",
    "to_address": "maria@customer.example",
    "reply_to": "care+fu1.0123456789abcdefghjkmnpqrs@harbourpine.example",
    "subject": "Thank you",
    "message_id": "fu1.0123456789abcdefghjkmnpqrs@harbourpine.example",
    "reference": "fu1.0123456789abcdefghjkmnpqrs",
    "unsubscribe": "care+stop.fu1.0123456789abcdefghjkmnpqrs@harbourpine.example",
    "language": "en",
    "text": "Dear Maria,\n\nthank you.\n\n-- \nAnna\n",
    "html": "",
    "picture": "",
    "date": "1790000000 7200",
}


def compose(cases):
    """Each case is a dict of what differs from PLAIN; gives a list of (verdict, bytes)."""
    wanted = [{**PLAIN, **case} for case in cases]
    data = b"".join(
        (c[f] if isinstance(c[f], bytes) else c[f].encode()) + b"\0" for c in wanted for f in FIELDS
    )
    out = subprocess.run([COMPOSER], input=data, stdout=subprocess.PIPE, check=True).stdout
    answers, at = [], 0
    while at < len(out):
        end = out.index(b"\n", at)
        verdict, size = out[at:end].split()
        answers.append((verdict.decode(), out[end + 1 : end + 1 + int(size)]))
        at = end + 1 + int(size)
    assert len(answers) == len(wanted)
    return answers


def messages(cases):
    parsed = []
    for case, (verdict, raw) in zip(cases, compose(cases)):
        assert verdict == "ok", (case, raw.decode())
        check_bytes(raw)
        parsed.append(email.message_from_bytes(raw, policy=STRICT))
    return parsed


def check_bytes(raw):
    """What holds for every byte of every message."""
    assert max(raw) <= 126, "7-bit"
    assert raw.count(b"\n") == raw.count(b"\r") == raw.count(b"\r\n"), "only CRLF"
    assert raw.endswith(b"\r\n")
    lines = raw.split(b"\r\n")
    for line in lines:
        words = line.split()[line[:1] != b" " :]
        assert len(line) <= 78 or len(words) == 1 and len(line) <= 300, "one long word at most"
    assert not any(c < 32 and c != 9 for line in lines for c in line), "no control bytes"
    head = lines[: lines.index(b"")]
    assert all(re.match(rb"[A-Za-z-]+:|[ ]\S", line) for line in head), "fields and folded lines"
    names = [line.split(b":")[0].lower() for line in head if not line.startswith(b" ")]
    assert len(names) == len(set(names)), "each field once"
    for word in re.findall(rb"=\?utf-8\?[QB]\?[^ ]*\?=", b"\n".join(head)):
        assert len(word) <= 75
        decode_whole(word)
    for line in lines[lines.index(b"") :]:
        assert not line.startswith(b"From ")
        assert not line.endswith((b" ", b"\t"))


def decode_whole(word):
    """Each encoded word alone must be whole code points."""
    [(content, charset)] = email.header.decode_header(word.decode())
    content.decode(charset)


# ---- random words ----

ALPHABETS = [
    "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "äöüßéèêñçåøæœŠžłİığ aeiou",
    "αβγδεζηθικλμνξοπρστυφχψω ά",
    "абвгдежзиклмнопрстуфхцчшщ ы",
    "日本語中文字感謝你好 한국어",
    "שלום عربي ไทย हिन्दी ",
    "😀👩‍👩‍👧‍👦🎉🇩🇪👍🏽 ❤️",
    "!\"#$%&'()*+,-./:;<=>?[\\]^_`{|}~ 0123456789",
    "=?utf-8?Q?=41?= _",
    "\u00a0\u00ad\u200b\u200d\ufeff\U0010fffd\ufffd x",
]


def random_line(rng, most):
    """Like people write: mostly one script, now and then two."""
    letters = "".join(rng.sample(ALPHABETS, rng.choice([1, 1, 1, 2, 3])))
    return "".join(rng.choice(letters) for _ in range(rng.randint(1, most)))


def random_body(rng):
    letters = "".join(rng.sample(ALPHABETS, rng.choice([1, 1, 2, 3]))) + "\t "
    lines = []
    for _ in range(rng.randint(0, 12)):
        line = "".join(rng.choice(letters) for _ in range(rng.choice([0, 3, 40, 72, 75, 76, 77, 400])))
        lines.append(rng.choice(["", "", "", "From ", ".", "..", ">", "-- ", " ", "--"]) + line)
    return "".join(line + "\n" for line in lines)


def shown_name(name):
    """What compose promises to show: trimmed, nothing that looks like an address."""
    if re.search(r"[^ ]@[^ ]", name):
        return ""
    return name.strip(" ")


def raw_header(raw, name):
    return email.message_from_bytes(raw, policy=email.policy.compat32)[name]


def read_name(header):
    """The policy's own display_name keeps a blank between two adjacent encoded words, against
    RFC 2047 section 6.2; the older parser does not."""
    name, _ = email.utils.parseaddr(header.replace("\r\n", ""))
    return str(email.header.make_header(email.header.decode_header(name)))


def test_subjects_come_back():
    rng = random.Random(5322)
    subjects = [random_line(rng, 300) for _ in range(3000)]
    subjects += ["x" * n for n in range(1, 300)] + ["ß" * n for n in range(1, 300)]
    subjects += ["a" * n + " " + "b" * (70 - n) + " c" for n in range(1, 70)]
    subjects += [" x", "x ", " ", "a  b", "=?utf-8?Q?x?=", "Re: a", "_", "?", "a=?b"]
    for subject, message in zip(subjects, messages([{"subject": s} for s in subjects])):
        assert message["Subject"] == subject


def test_names_come_back():
    rng = random.Random(2047)
    names = [random_line(rng, 60) for _ in range(3000)]
    names += ["Müller, Zoë (Example)", 'O\'Neil "Bob"', "a\\b", "Dr. Berg", "Berg; Anna:", "a  b",
              "=?utf-8?Q?x?=", "x" * 300, "x, y " * 50, "ש" * 100, "@", "Us @ Home"]
    cases = [{"from_name": n, "to_name": n} for n in names]
    for name, message, (_, raw) in zip(names, messages(cases), compose(cases)):
        for header in ("From", "To", "Reply-To"):
            assert read_name(raw_header(raw, header)) == shown_name(name)
        assert message["From"].addresses[0].addr_spec == PLAIN["from_address"]
        assert message["To"].addresses[0].addr_spec == PLAIN["to_address"]
        assert message["Reply-To"].addresses[0].addr_spec == PLAIN["reply_to"]


def test_bodies_come_back():
    rng = random.Random(2045)
    bodies = [random_body(rng) for _ in range(1000)]
    bodies += ["x" * 5000, "https://shop.example/" + "p" * 2000 + "\n", "\n\n\n", "", " ", "\t\n",
               ".\n..\n.\n", "From here\n", "-- \nAnna\n", "a \n", "=\n==\n", "感謝" * 1000, "ß\n" * 40]
    cases = [{"text": b, "html": "<p>" + b[::-1] + "</p>"} for b in bodies]
    cases += [{"text": b} for b in bodies]
    for case, message in zip(cases, messages(cases)):
        parts = message.get_payload() if "html" in case else [message]
        wanted = [case["text"]] + ([case["html"]] if "html" in case else [])
        assert [p.get_content_type() for p in parts] == ["text/plain", "text/html"][: len(parts)]
        for part, body in zip(parts, wanted):
            body += "" if body.endswith("\n") else "\n"
            assert part.get_payload(decode=True).decode("utf-8") == body.replace("\n", "\r\n")
            assert part.get_content_charset() == "utf-8"
            assert part["Content-Language"] == "en"


@pytest.mark.parametrize("body,encoding", [
    ("plain\n", "7bit"),
    ("blank at the end \n", "quoted-printable"),
    ("x" * 77 + "\n", "quoted-printable"),
    ("From here\n", "quoted-printable"),
    ("Schöne Grüße\n", "quoted-printable"),
    ("Большое спасибо\n", "base64"),
    ("感謝\n", "base64"),
])
def test_encoding_suits_the_text(body, encoding):
    [message] = messages([{"text": body}])
    assert message["Content-Transfer-Encoding"] == encoding


# ---- format=flowed ----

def unflow(text):
    """RFC 3676 section 4, with DelSp=no: what a program that knows the format shows."""
    shown, going_on = [], False
    for line in text.split("\r\n"):
        quoted = len(line) - len(line.lstrip(">"))
        assert quoted == 0, "nothing of ours is a quotation"
        line = line[1:] if line.startswith(" ") else line
        if going_on:
            shown[-1] += line
        else:
            shown.append(line)
        going_on = line.endswith(" ") and line != "-- "
    assert not going_on
    return "\n".join(shown)


def test_flowed():
    rng = random.Random(3676)
    words = ["the", "oak", "by", "a", "quay,", ">", ">>", "From", "--", "größe", "感謝", "x" * 40, "-"]
    for _ in range(300):
        paragraphs = [[rng.choice(words) for _ in range(rng.randint(1, 60))] for _ in range(4)]
        text = "\n\n".join(wrap(p) for p in paragraphs) + "\n\n-- \nAnna\n  12 Quay\n"
        [message] = messages([{"kind": "flowed", "text": text, "html": "<p>x</p>"}])
        plain, html = message.get_payload()
        assert plain.get_param("format") == "flowed" and plain.get_param("delsp") == "no"
        assert html.get_param("format") is None
        wire = plain.get_payload(decode=True).decode()
        assert not any(re.match(">|From ", line) for line in wire.split("\r\n"))
        wanted = [" ".join(p) for p in paragraphs] + ["-- \nAnna\n  12 Quay\n"]
        assert unflow(wire) == "\n\n".join(wanted)


def wrap(words):
    """Lines of our own making, so that they begin and end with every word there is."""
    lines, line = [], ""
    for word in words:
        if line and len(line) + len(word) > 30 and line != "--":
            lines.append(line + " ")
            line = ""
        line += (" " if line else "") + word
    return "\n".join(lines + [line])


# ---- a picture ----

def test_picture():
    bytes_ = bytes(range(1, 256)) * 700
    case = {"text": "Hello\n", "html": '<p><img src="cid:fu1.x@example.org" alt="a boat"></p>'}
    [(verdict, raw)] = compose([{**case, "picture": bytes_}])
    assert verdict == "ok"
    check_bytes(raw)
    message = email.message_from_bytes(raw, policy=STRICT)
    text, related = message.get_payload()
    html, picture = related.get_payload()
    assert message.get_content_type() == "multipart/alternative"
    assert text.get_content_type() == "text/plain"
    assert related.get_content_type() == "multipart/related"
    assert related.get_param("type") == html.get_content_type() == "text/html"
    assert picture.get_content_type() == "image/png"
    assert picture["Content-ID"] == "<fu1.x@example.org>"
    assert picture.get_content_disposition() == "inline"
    assert picture.get_payload(decode=True) == bytes_
    assert message.get_boundary() != related.get_boundary()


def test_no_boundary_in_a_part():
    """A text that quotes an earlier letter of ours, boundary and all."""
    html = "<p>x</p>\n"
    [(_, raw)] = compose([{"html": html}])
    boundary = email.message_from_bytes(raw, policy=STRICT).get_boundary()
    [message] = messages([{"text": f"--{boundary}\n--{boundary}--\n", "html": html}])
    assert len(message.get_payload()) == 2
    assert message.get_payload()[1].get_payload(decode=True) == html.replace("\n", "\r\n").encode()


# ---- dates ----

OFFSETS = {
    "Asia/Kathmandu": (20700, "+0545"), "America/St_Johns": (-12600, "-0330"),
    "America/St_Johns in summer": (-9000, "-0230"), "Asia/Kolkata": (19800, "+0530"),
    "Australia/Lord_Howe": (37800, "+1030"), "UTC": (0, "+0000"), "Apia": (46800, "+1300"),
    "Niue": (-39600, "-1100"), "Chatham in summer": (49500, "+1345"), "Berlin": (7200, "+0200"),
}


@pytest.mark.parametrize("zone", OFFSETS)
def test_dates_come_back(zone):
    offset, written = OFFSETS[zone]
    rng = random.Random(offset)
    moments = [rng.randrange(0, 4102444800) for _ in range(200)]
    moments += [0, 951782400, 1709164800, 1798761599, 1798761600, 2147483648]
    cases = [{"date": f"{at} {offset}"} for at in moments]
    for at, message in zip(moments, messages(cases)):
        date = message["Date"].datetime
        assert date.timestamp() == at
        assert date.utcoffset() == datetime.timedelta(seconds=offset)
        assert message["Date"].endswith(written)
        assert message["Date"].startswith(date.strftime("%a, %d %b %Y "))


# ---- what can't be sent ----

BREAKS = ["\r\nBcc: x@y.example", "\n", "\r", "\x01", "\x1f", "\x7f", "\x85", "\x9b",
          "\u2028", "\u2029", "\t"]


@pytest.mark.parametrize("field", [
    "from_name", "from_address", "to_name", "to_address", "reply_to", "subject", "message_id",
    "reference", "unsubscribe", "language",
])
def test_no_header_injection(field):
    value = PLAIN[field]
    cases = [{field: value[:n] + seam + value[n:]} for seam in BREAKS for n in range(len(value) + 1)]
    for case, (verdict, why) in zip(cases, compose(cases)):
        assert verdict == "bad", (case, why)
        assert not any(b < 32 or b == 127 for b in why)
        why.decode("utf-8")


@pytest.mark.parametrize("field", ["from_name", "to_name", "subject", "text", "html"])
def test_only_utf8(field):
    for junk in (b"\xff", b"caf\xe9", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82"):
        [(verdict, why)] = compose([{field: junk}])
        assert verdict == "bad" and b"UTF-8" in why


@pytest.mark.parametrize("address", [
    "zo\u00a0@example.com", "zo\u202eë@example.com", "zo\u200b@example.com", "zo\x85@example.com", "plain", "@example.com", "a@", "a b@example.com", "a@b@example.com",
    ".a@example.com", "a.@example.com", "a..b@example.com", "a@exa mple.com", "a@.example",
    "a@example..com", "a@-x.example", "a@x-.example", "a@x_y.example", "a@[127.0.0.1]",
    "x" * 65 + "@example.com", "a@" + "x" * 64 + ".example", "a@" + ".".join(["abcdefghi"] * 26),
    "<a@example.com>", "Anna <a@example.com>", '"a b"@example.com', "a@example.com,b@example.com",
    "a@xn--bücher.example", "a@\u2028.example", "a@ .example",
])
def test_addresses_that_are_none(address):
    [(verdict, why)] = compose([{"to_address": address}])
    assert verdict == "bad" and b"address" in why


@pytest.mark.parametrize("address,wire", [
    ("info@bücher.example", "info@xn--bcher-kva.example"),
    ("info@BÜCHER.example", "info@xn--bcher-kva.example"),
    ("info@faß.example", "info@xn--fa-hia.example"),
    ("zoë@bücher.example", "zoë@xn--bcher-kva.example"),
    ("花子@example.com", "花子@example.com"),
    ("info@例え.テスト", "info@xn--r8jz45g.xn--zckzah"),
    ("O'Neil+tag=1@Example.COM", "O'Neil+tag=1@Example.COM"),
    ("x" * 64 + "@example.com", "x" * 64 + "@example.com"),
])
def test_addresses_on_the_wire(address, wire):
    [(verdict, raw)] = compose([{"to_address": address, "to_name": "Anna"}])
    assert verdict == "ok"
    assert raw.isascii() == wire.isascii()
    message = email.message_from_string(raw.decode(), policy=STRICT)
    assert message["To"].addresses[0].addr_spec == wire


def test_too_long():
    assert compose([{"subject": "x" * 301}])[0][0] == "bad"
    assert compose([{"to_name": "ü" * 301}])[0][0] == "bad"
    assert compose([{"text": "ü" * 2000000}])[0][0] == "bad"
    assert compose([{"subject": ""}])[0][0] == "bad"


def test_no_name_turns_around():
    [message] = messages([{"to_name": "Anna \u202egreB\u202c"}])
    assert message["To"].addresses[0].display_name == "Anna greB"


# ---- marks ----

def test_marks():
    letter, by_hand, notice = messages([{"kind": k} for k in ("letter", "by-hand", "notice")])
    assert letter["Auto-Submitted"] == notice["Auto-Submitted"] == "auto-generated"
    assert by_hand["Auto-Submitted"] is None
    assert notice["X-Auto-Response-Suppress"] == "All"
    assert letter["X-Auto-Response-Suppress"] is by_hand["X-Auto-Response-Suppress"] is None
    assert notice["List-Unsubscribe"] is None
    for message in (letter, by_hand):
        assert message["List-Unsubscribe"] == f"<mailto:{PLAIN['unsubscribe']}?subject=stop>"
    for message in (letter, by_hand, notice):
        assert message["Followup-Ref"] == PLAIN["reference"]
        assert message["Message-ID"] == f"<{PLAIN['message_id']}>"
        assert message["Precedence"] is message["In-Reply-To"] is message["Sender"] is None


def test_order_of_fields_is_fixed():
    raw = compose([{"html": "<p>x</p>"}])[0][1]
    head = raw.split(b"\r\n\r\n")[0]
    names = [m.decode() for m in re.findall(rb"^([A-Za-z-]+):", head, re.M)]
    assert names == ["Date", "From", "Reply-To", "To", "Message-ID", "Subject", "Followup-Ref",
                     "Auto-Submitted", "List-Unsubscribe", "MIME-Version", "Content-Type"]


def test_same_letter_same_bytes():
    cases = [{"html": "<p>ü</p>", "subject": "Grüße"}] * 3
    assert len({raw for _, raw in compose(cases)}) == 1
    os_env = {**os.environ, "LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Kathmandu"}
    data = "".join({**PLAIN, **cases[0]}[f] + "\0" for f in FIELDS).encode()
    out = subprocess.run([COMPOSER], input=data, stdout=subprocess.PIPE, env=os_env, check=True)
    assert out.stdout.endswith(compose(cases)[0][1])
