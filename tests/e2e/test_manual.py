"""The examples of followup(1): one for each command, and each is a line that works as it stands."""

import os
import re
import subprocess
from pathlib import Path

from house import BUILD

MANUAL = (Path(__file__).resolve().parents[2] / "daemon/followup.1").read_text(encoding="utf-8")
EXAMPLES = [line.replace("\\(dq", '"') for line in re.findall(r"^\.Dl (followup .*)$", MANUAL, re.M)]
FINE = {0, *range(65, 79)}  # what there is not yet in a house that begins; 64 would be the line itself


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
