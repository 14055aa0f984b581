"""The unit: it parses, its sandbox holds, and it agrees with the program it starts.

Finds the built program in $FOLLOWUP_BUILD (default "."). systemd-analyze is needed: a sandbox
that nobody measured is not known to hold, so a missing tool is a failure.
"""
import os
import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("FOLLOWUP_BUILD", ".")).resolve()
SANDBOX_AT_MOST = 12  # tenths of systemd-analyze's exposure level; 10 is what is attainable


@pytest.fixture(scope="module")
def unit(tmp_path_factory):
    """The unit as `make install` would write it for a program that lies where it was built."""
    text = (ROOT / "systemd/followupd.service.in").read_text()
    path = tmp_path_factory.mktemp("unit") / "followupd.service"
    path.write_text(text.replace("@sbindir@", str(BUILD)))
    return path


def settings(unit, key):
    return re.findall(rf"^{key}=(.*)$", unit.read_text(), re.M)


def run(*words):
    return subprocess.run([str(w) for w in words], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=60)


def test_no_placeholder_is_left(unit):
    assert "@" not in re.sub(r"@[a-z-]+(?=\s)", "", "".join(
        line for line in unit.read_text().splitlines(True)
        if not line.startswith(("#", "SystemCallFilter="))))


def test_every_line_is_understood(unit):
    assert os.access(BUILD / "followupd", os.X_OK), "build followupd first"
    # without --recursive-errors, unknown settings are only mentioned
    done = run("systemd-analyze", "verify", "--man=no", "--recursive-errors=one", unit)
    assert done.returncode == 0, done.stdout
    assert "followupd.service" not in done.stdout, done.stdout


def test_the_sandbox_holds(unit):
    done = run("systemd-analyze", "security", "--offline=true",
               f"--threshold={SANDBOX_AT_MOST}", unit)
    assert done.returncode == 0, done.stdout


def test_the_gate_can_fail(unit, tmp_path):
    loose = tmp_path / "followupd.service"
    loose.write_text(re.sub(r"^ProtectSystem=.*\n|^SystemCallFilter=.*\n", "",
                            unit.read_text(), flags=re.M))
    done = run("systemd-analyze", "security", "--offline=true",
               f"--threshold={SANDBOX_AT_MOST}", loose)
    assert done.returncode != 0
    loose.write_text(unit.read_text().replace("[Service]", "[Service]\nProtectEverything=yes"))
    done = run("systemd-analyze", "verify", "--man=no", "--recursive-errors=one", loose)
    assert "ProtectEverything" in done.stdout
    assert done.returncode != 0


def test_a_reload_is_asked_of_the_program_itself(unit):
    """No tool of the machine's: a small one has no kill."""
    assert settings(unit, "ExecReload") == [settings(unit, "ExecStart")[0] + " --reload"]


def test_no_path_of_the_unit_is_a_tools(unit):
    """What is named and missing ends the start at step NAMESPACE."""
    for path in settings(unit, "ExecPaths")[0].split():
        assert path.startswith(("-", "/usr/lib", str(BUILD))), path


def test_what_runs_may_run(unit):
    allowed = [p.lstrip("-") for p in settings(unit, "ExecPaths")[0].split()]
    for command in settings(unit, "ExecStart") + settings(unit, "ExecReload"):
        assert command.split()[0] in allowed


def test_errors_a_restart_cannot_mend_are_final(unit):
    final = settings(unit, "RestartPreventExitStatus")[0].split()
    assert {"64", "65", "73", "78"} <= set(final)
    assert "75" not in final  # temporary by definition
    done = run(BUILD / "followupd", "-c", "/nonexistent.conf")
    assert str(done.returncode) in final


def test_whatever_else_ends_it_it_is_tried_again_for_good(unit):
    assert settings(unit, "Restart") == ["on-failure"]
    assert settings(unit, "StartLimitIntervalSec") == ["0"]


def test_the_users_exist(unit, tmp_path):
    rules = ROOT / "systemd/followupd.sysusers"
    (tmp_path / "etc").mkdir()
    done = run("systemd-sysusers", f"--root={tmp_path}", rules)
    assert done.returncode == 0, done.stdout
    users = [line.split(":")[0] for line in (tmp_path / "etc/passwd").read_text().splitlines()]
    groups = [line.split(":")[0] for line in (tmp_path / "etc/group").read_text().splitlines()]
    assert settings(unit, "User") == ["followupd"] and "followupd" in users
    assert settings(unit, "Group") == ["followupd"] and "followup-editors" in groups


def test_the_folders_the_service_writes_exist(unit):
    rows = [line.split("\t") for line in
            (ROOT / "systemd/followupd.tmpfiles").read_text().splitlines()
            if line and not line.startswith("#")]
    made = {[c for c in row if c][1] for row in rows if row[0] == "d"}
    for path in settings(unit, "ReadWritePaths")[0].split():
        assert path.lstrip("-") in made
