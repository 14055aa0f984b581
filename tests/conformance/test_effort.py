"""What reading a template costs, counted in the processor's instructions by valgrind's callgrind: a
file that is one great mistake must not hold the daemon up. There is no clock in it: how fast the
machine is, and what else runs on it, does not matter."""

import os
import re
import subprocess

READING = os.path.join(os.environ.get("FOLLOWUP_BUILD", "."), "tests/tools/reading")
SMALL, TIMES = 1_000, 8
UNITS = ["{{", "[", "<b>", "> ", "- ", "*a ", "`", "{{#tags}}", "{{name}}", "![", "[a](b) ", "«", "a ",
         "word\n", "é", "https://a.example ", "{{name|x}} ", "{{#tags}}a{{/tags}} ", "    ", "1. a\n",
         "\n\na", "**", "_a_ ", "X", "2026 ", "a? ", "%", "| "]


def instructions(folder, files):
    """Of reading and judging each of these files."""
    subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/count",
                    "--toggle-collect=template_parse", "--dump-after=template_parse", READING, *files],
                   capture_output=True, check=True)
    dumps = [folder / f"count.{i + 1}" for i in range(len(files))]
    return [int(re.search(r"^totals: (\d+)$", d.read_text(), re.M)[1]) for d in dumps]


def test_eight_times_the_bytes_are_eight_times_the_work(tmp_path):
    """The square would be sixty-four times."""
    files = []
    for i, unit in enumerate(UNITS):
        for size in (SMALL, SMALL * TIMES):
            files.append(tmp_path / f"{i}-{size}.txt")
            files[-1].write_text("Subject: a\n\n" + unit * (size // len(unit.encode())))
    counts = instructions(tmp_path, files)
    assert min(counts) > 100 * SMALL, "each file was read"
    worse = {unit: (small, large) for unit, small, large in zip(UNITS, counts[::2], counts[1::2])
             if large > 1.2 * TIMES * small}
    assert not worse, f"instructions for {SMALL} and {SMALL * TIMES} bytes: {worse}"
