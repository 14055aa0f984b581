"""Rendering: text, HTML and MIME of a letter of 2 KB with twelve fields, each for another customer.

Rates are letters for a second of one core's time, so that what else runs here does not count. The
peers render text and HTML; of those only Python's builds the mail too.
"""

import re

import bench


def ours(the, letters):
    said = bench.run(the.probe("render"), letters, look_s=0).said
    return float(re.search(r"([\d.]+) a second", said).group(1))


def node(the, letters):
    return float(bench.run("node", the.node() / "render.mjs", bench.YARDSTICK / "letter.md", letters, look_s=0).said)


def python(the, letters):
    return float(bench.run(the.python("jinja2"), bench.YARDSTICK / "render.py", bench.YARDSTICK / "letter.md", letters, look_s=0).said)


def measure(the, table):
    peers = [("node mustache + marked", node, the.size(5000)), ("Python jinja2 + email", python, the.size(2000))]
    rates, theirs = [], {name: [] for name, *_ in peers}
    for _ in range(the.rounds):
        rates.append(ours(the, the.size(200000)))
        for name, go, letters in peers:
            try:
                theirs[name].append(go(the, letters))
            except bench.Skip as why:
                theirs[name] = why
        peers = [p for p in peers if not isinstance(theirs[p[0]], bench.Skip)]
    table.put("render and build", rates, "/s", bench.at_least(80000, "/s"))
    for name, values in theirs.items():
        if isinstance(values, bench.Skip):
            table.skip(f"render and build: {name}", values)
        else:
            table.put("render and build", rates, "/s", bench.at_least_times(20), values, name)
