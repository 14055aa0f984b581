"""The examples of followup(1): one for each command, and each is a line that works as it stands. Those
of followup-template(5) and of the letters' folder: each is a letter."""

import os
import re
import subprocess
from pathlib import Path

from house import BUILD

MANUAL = (Path(__file__).resolve().parents[2] / "daemon/followup.1").read_text(encoding="utf-8")
EXAMPLES = [line.replace("\\(dq", '"') for line in re.findall(r"^\.Dl (followup .*)$", MANUAL, re.M)]
FINE = {0, *range(65, 79)}  # what there is not yet in a house that begins; 64 would be the line itself
TOP = Path(__file__).resolve().parents[2]
WORDS = "\n\nDear {{first_name|friend}},\n\nthank you for your trust.\n"


def letters():
    """The letters that the manual and README.txt show; where only the lines on top stand, with words."""
    manual = (TOP / "templates/followup-template.5").read_text(encoding="utf-8")
    readme = (TOP / "templates/README.txt").read_text(encoding="utf-8")
    found = re.findall(r"^\.EX\n(Subject:.*?)\n\.EE$", manual.replace("\\-", "-"), re.M | re.S)
    found += [re.sub("^    ", "", one, flags=re.M) for one in re.findall(r"^    Subject:(?:.*\n)(?:    .*\n|\n)+", readme, re.M)]
    return [text if "\n\n" in text.strip() else text.strip() + WORDS for text in found]


def test_each_letter_shown_is_one(tmp_path):
    environment = {**os.environ, "RUNTIME_DIRECTORY": str(tmp_path)}

    def followup(*words):
        return subprocess.run([BUILD / "followup", *words], cwd=tmp_path, env=environment, capture_output=True,
                              text=True, timeout=120, check=False)
    assert followup("init", "start").returncode == 0
    assert len(letters()) >= 5
    for text in letters():
        (tmp_path / "my-letter.txt").write_text(text, encoding="utf-8")
        said = followup("-c", "start/followupd.conf", "check", "my-letter.txt")
        assert (said.returncode, said.stdout) == (0, "All is well.\n"), (text, said.stdout, said.stderr)


def test_each_command_has_an_example_that_works(tmp_path):
    environment = {**os.environ, "PATH": f"{BUILD}:{os.environ['PATH']}", "RUNTIME_DIRECTORY": str(tmp_path)}
    words = subprocess.run([BUILD / "followup", "--help"], capture_output=True, text=True, check=True).stdout
    commands = set(re.findall(r"^  ([a-z]+) ", words, re.M))
    assert len(commands) > 25 and commands == {example.split()[1] for example in EXAMPLES}
    (tmp_path / "reply.eml").write_text("From: a@x.example\nSubject: Re: Thank you\n\nThank you!\n")
    for example in sorted(EXAMPLES, key=lambda line: "init" not in line):
        line = example if " init " in example else example.replace("followup", "followup -c start/followupd.conf", 1)
        line = line.replace("templates/", "start/templates/").replace("/var/lib/prometheus/node-exporter", str(tmp_path))
        done = subprocess.run(["sh", "-c", line], cwd=tmp_path, env=environment, capture_output=True, text=True,
                              timeout=120, check=False)
        assert done.returncode in FINE and "Usage" not in done.stderr, (line, done.stderr)
        assert done.returncode == 0 or done.stderr or done.stdout, f"{line} failed without a word"
