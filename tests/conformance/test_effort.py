"""What reading costs, counted in the processor's instructions by valgrind's callgrind: a file that is
one great mistake, or a mail made to hurt, must not hold the daemon up. There is no clock in it: how
fast the machine is, and what else runs on it, does not matter."""

import os
import re
import subprocess

READING = os.path.join(os.environ.get("FOLLOWUP_BUILD", "."), "tests/tools/reading")

# what repeats in a template
UNITS = ["{{", "[", "<b>", "> ", "- ", "*a ", "`", "{{#tags}}", "{{name}}", "![", "[a](b) ", "«", "a ",
         "word\n", "é", "https://a.example ", "{{name|x}} ", "{{#tags}}a{{/tags}} ", "    ", "1. a\n",
         "\n\na", "**", "_a_ ", "X", "2026 ", "a? ", "%", "| "]

# what repeats in a mail, with what stands before and after it
SHAPES = [
    ("headers", b"", b"A: b\n", b"\ntext\n"),
    ("headers of one letter", b"", b"A:\n", b"\ntext\n"),
    ("a folded header", b"Subject: a\n", b" b\n", b"\ntext\n"),
    ("encoded words", b"Subject: ", b"=?utf-8?q?a?= ", b"\n\ntext\n"),
    ("halves of encoded words", b"Subject: ", b"=?utf-8?b?", b"\n\ntext\n"),
    ("encoded words of many alphabets", b"Subject: ", b"=?iso-2022-jp?b?GyRC?= =?x?q?a?=", b"\n\ntext\n"),
    ("prefixes", b"Subject: ", b"Re: ", b"\n\ntext\n"),
    ("list tags", b"Subject: ", b"[a] Re: ", b"\n\ntext\n"),
    ("ids", b"References: ", b"<a@b> ", b"\n\ntext\n"),
    ("comments", b"From: ", b"(", b"\n\ntext\n"),
    ("brackets", b"From: ", b"<", b"\n\ntext\n"),
    ("quotes", b"From: ", b"\"", b"\n\ntext\n"),
    ("addresses", b"To: ", b"a@b.example, ", b"\n\ntext\n"),
    ("parameters", b"Content-Type: text/plain", b"; a=b", b"\n\ntext\n"),
    ("pieces of a parameter", b"Content-Type: multipart/mixed", b"; boundary*0=a", b"\n\ntext\n"),
    ("parts", b"Content-Type: multipart/mixed; boundary=b\n\n", b"--b\n\na\n", b"--b--\n"),
    ("ends of parts", b"Content-Type: multipart/mixed; boundary=b\n\n", b"--b--\n", b"\n"),
    ("nested parts", b"Content-Type: multipart/mixed; boundary=b\n\n",
     b"--b\nContent-Type: multipart/mixed; boundary=b\n\n", b"\n"),
    ("nested messages", b"", b"Content-Type: message/rfc822\n\n", b"text\n"),
    ("blank lines", b"\n", b"\n", b"text"),
    ("carriage returns", b"\n", b"\r", b"text"),
    ("spaces", b"\n", b" ", b"text"),
    ("quoted lines", b"\n", b"> a\n", b"text"),
    ("deep quotes", b"\n", b">", b"text"),
    ("introductions", b"\n", b"On 1 May 2026 at 09:12 a@b.example wrote:\n", b"text"),
    ("introductions and quotes", b"\n", b"On 10 May a@b.example wrote:\n> a\nb\n", b"text"),
    ("colons", b"\n", b"a:\n", b"text"),
    ("labels", b"\n", b"From: a\nSent: b\n", b"text"),
    ("labels of one kind", b"\n", b"From: a\n", b"text"),
    ("rules", b"\n", b"_____\n", b"text"),
    ("rules and blanks", b"\n", b"_____\n\n\n", b"text"),
    ("signatures", b"\n", b"-- \n", b"text"),
    ("names and times", b"\n", b"Anna 10:10\n\n", b"text"),
    ("soft line ends", b"Content-Type: text/plain; format=flowed\n\n", b"a \n", b"text"),
    ("tags", b"Content-Type: text/html\n\n", b"<div>", b"text"),
    ("open tags", b"Content-Type: text/html\n\n", b"<a ", b"text"),
    ("open quotes in tags", b"Content-Type: text/html\n\n", b"<a b=\">", b"text"),
    ("both quotes in tags", b"Content-Type: text/html\n\n", b"<a b=\"'>", b"text"),
    ("open comments", b"Content-Type: text/html\n\n", b"<!--", b"text"),
    ("unseen elements", b"Content-Type: text/html\n\n", b"<style></x>", b"text"),
    ("blockquotes", b"Content-Type: text/html\n\n", b"<blockquote>a<br>", b"text"),
    ("ampersands", b"Content-Type: text/html\n\n", b"&", b"text"),
    ("numbers of characters", b"Content-Type: text/html\n\n", b"&#99999999999999999999;", b"text"),
    ("quoted-printable", b"Content-Transfer-Encoding: quoted-printable\n\n", b"=\n", b"text"),
    ("base64", b"Content-Transfer-Encoding: base64\n\n", b"=", b"text"),
    ("utf-7", b"Content-Type: text/plain; charset=utf-7\n\n", b"+AAA-", b"text"),
    ("escapes", b"Content-Type: text/plain; charset=iso-2022-jp\n\n", b"\x1b$B\x1b(B", b"text"),
    ("escapes to Korean", b"Content-Type: text/plain; charset=iso-2022-kr\n\n", b"\x0e\x0f", b"text"),
    ("broken UTF-8", b"Content-Type: text/plain; charset=utf-8\n\n", b"\xf0\x80", b"text"),
    ("words of stopping", b"\n", b"stop ", b"text"),
    ("long words", b"\n", b"unsubscribeme", b"text"),
    ("recipients in prose", b"From: MAILER-DAEMON@x.example\nSubject: failure notice\n\n",
     b"<a@b.example>: 550\n", b"\n"),
    ("ats in prose", b"From: MAILER-DAEMON@x.example\nSubject: failure notice\n\n", b"@", b"\n"),
    ("failed recipients", b"From: MAILER-DAEMON@x.example\nX-Failed-Recipients: a@b.example", b", @", b"\n\ntext\n"),
    ("codes", b"From: MAILER-DAEMON@x.example\nSubject: failure notice\n\na@b.example ", b"5.1.", b"\n"),
    ("returned headers", b"From: MAILER-DAEMON@x.example\nSubject: failure notice\n\n", b"Message-ID:\n", b"\n"),
    ("blocks of a report", b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
     b"--b\nContent-Type: message/delivery-status\n\n", b"Final-Recipient: rfc822;a@b.example\n\n", b"--b--\n"),
    ("lines of no report", b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
     b"--b\nContent-Type: message/delivery-status\n\n", b"x\n", b"--b--\n"),
]


def instructions(folder, what, files):
    """Of reading and judging each of these files."""
    subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/count",
                    f"--toggle-collect=read_{what}", f"--dump-after=read_{what}", READING, what, *files],
                   capture_output=True, check=True)
    dumps = [folder / f"count.{i + 1}" for i in range(len(files))]
    return [int(re.search(r"^totals: (\d+)$", d.read_text(), re.M)[1]) for d in dumps]


def filled(before, again, after, size):
    return before + again * ((size - len(before)) // len(again) + 1) + after


def worse_than_linear(folder, what, makers, small, times, slack):
    """Whose work grows faster than its bytes: {name: (instructions, instructions of the larger)}."""
    files = []
    for i, make in enumerate(makers.values()):
        for size in (small, small * times):
            files.append(folder / f"{i}-{size}")
            files[-1].write_bytes(make(size))
    counts = instructions(folder, what, files)
    assert min(counts) > 2 * small, "each file was read"
    return {name: (few, many) for name, few, many in zip(makers, counts[::2], counts[1::2])
            if many > slack * times * few}


def test_eight_times_the_template_is_eight_times_the_work(tmp_path):
    """The square would be sixty-four times."""
    makers = {unit: lambda size, unit=unit: filled(b"Subject: a\n\n", unit.encode(), b"", size)
              for unit in UNITS}
    assert worse_than_linear(tmp_path, "template", makers, small=1_000, times=8, slack=1.2) == {}


def test_four_times_the_mail_is_four_times_the_work(tmp_path):
    """The square would be sixteen times. The larger is still within every limit of the parser: what
    it leaves out costs nothing."""
    makers = {name: lambda size, parts=parts: filled(*parts, size) for name, *parts in SHAPES}
    assert worse_than_linear(tmp_path, "mail", makers, small=8 << 10, times=4, slack=2) == {}
