"""The shipped unit under a real systemd (tests/sdvm): what a unit file promises is seen to hold.

Where a machine refuses the namespaces a boot needs, that is said, and the same daemon is tried
against a notification socket of our own instead: less is shown, and nothing is skipped.
"""
import json
import os
import re
import shutil
import subprocess
import time
import warnings
from pathlib import Path

import pytest

from machine import REFUSED, ROLES, ROOT, SDVM, UNIT, Machine
from patience import until
from test_supervisor import CONF, Daemon, closed_port


def install(machine):
    """followupd with a configuration, passwords and a customer."""
    machine.install()
    # a minute is too long for a test
    machine.write(f"/etc/systemd/system/{UNIT}.d/test.conf", "[Service]\nWatchdogSec=2s\n")
    conf = (CONF % (closed_port(), closed_port())).replace("\r", "")
    for name in ("smtp", "imap"):
        machine.password(name, f"word-for-{name}")
        conf = conf.replace('password_file = "password"', f'password_credential = "{name}"', 1)
    for name, path in (("state", "/var/lib/followupd"), ("templates", "/srv/followupd/templates"),
                       ("calendars", "/srv/followupd/calendars"),
                       ("customers", "/srv/followupd/ledger/customers.csv")):
        conf = re.sub(rf'{name} = "[^"]*"', f'{name} = "{path}"', conf)
    machine.conf = conf
    machine.write("/srv/followupd/ledger/customers.csv", "id,email,name\n1,a@north.example,Ada\n")
    machine.configure(conf)
    machine.run("systemctl", "daemon-reload")


@pytest.fixture(scope="module")
def booted(tmp_path_factory):
    # a short name, away from the overlay's own layers
    folder = tmp_path_factory.mktemp("vm") / "d"
    machine = Machine(folder)
    try:
        if machine.up.returncode == REFUSED:
            warnings.warn("no systemd could be booted here, so the unit was only tried by a "
                          "notification socket of the test's own: " + machine.up.stderr.strip())
            yield None
            return
        assert machine.up.returncode == 0, machine.up.stderr
        install(machine)
        yield machine
    finally:
        machine.down()


@pytest.fixture
def machine(booted, tmp_path):
    if booted is None:
        fallback(tmp_path)
        pytest.xfail("the machine refuses namespaces; the fallback held")
    if not booted.active():
        booted.run("systemctl", "reset-failed", UNIT, expect=None)
        booted.configure(booted.conf)
        booted.run("systemctl", "start", UNIT)
        booted.all_ready()
    return booted


def fallback(folder):
    """Ready, healed after a kill, reloaded, stopped: without a service manager."""
    for name in ("templates", "calendars"):
        (folder / name).mkdir()
    (folder / "customers.csv").write_text("id,email,name\n")
    (folder / "password").touch(0o600)
    (folder / "password").write_text("secret\n")
    (folder / "f.conf").write_text(CONF % (closed_port(), closed_port()))
    daemon = Daemon(folder).ready()
    try:
        old = daemon.workers()
        assert set(old) == ROLES
        os.kill(old["sender"], 9)
        until(lambda: daemon.workers().get("sender") not in (None, old["sender"]), "a new sender")
        os.kill(daemon.pid, 1)
        daemon.ready(2)
    finally:
        daemon.process.terminate()
        assert daemon.process.wait(10) == 0


def test_ready_and_at_work(machine):
    shown = machine.show("ActiveState", "StatusText", "NRestarts", "User")
    assert shown["ActiveState"] == "active" and shown["User"] == "followupd"
    machine.all_ready()
    until(lambda: "ledger read: 1 customer" in machine.words(), "the ledger")
    until(lambda: "0 waiting for an answer" in machine.show("StatusText")["StatusText"], "figures")


def test_credentials_arrive_and_belong_to_the_service(machine):
    main = machine.main_pid()
    for name in ("smtp", "imap"):
        path = f"/proc/{main}/root/run/credentials/{UNIT}/{name}"
        assert machine.run("cat", path) == f"word-for-{name}\n"
        # the service's own; of a newer systemd root's, with a list that names the service
        assert machine.run("stat", "-c", "%a", path).strip() in ("400", "440")
    said = machine.run("followup", "doctor", expect=None)
    assert "There is no password" not in said and "word-for" not in said
    environment = machine.sh(f"tr '\\0' '\\n' </proc/{main}/environ; cat /proc/{main}/cmdline")
    assert "word-for" not in environment + machine.words()


def test_encrypted_credentials_arrive(machine):
    """As followupd(8) says: a line in a drop-in, and the plain file may go."""
    drop_in = f"/etc/systemd/system/{UNIT}.d/encrypted.conf"
    sealed = "/etc/credstore.encrypted/followupd.smtp"
    machine.sh(f"""mkdir -p {Path(sealed).parent}; systemd-creds setup >/dev/null
        printf sealed-word | systemd-creds encrypt --with-key=host --name=smtp - {sealed}""")
    machine.write(drop_in, f"[Service]\nLoadCredentialEncrypted=smtp:{sealed}\n")
    machine.sh("mv /etc/credstore/followupd.smtp /var/tmp/; systemctl daemon-reload")
    try:
        machine.run("systemctl", "restart", UNIT)
        machine.all_ready()
        path = f"/proc/{machine.main_pid()}/root/run/credentials/{UNIT}/smtp"
        assert machine.run("cat", path) == "sealed-word"
        assert "sealed-word" not in machine.run("cat", sealed) + machine.words()
    finally:
        machine.sh(f"mv /var/tmp/followupd.smtp /etc/credstore/; rm {drop_in}; systemctl daemon-reload")
        machine.run("systemctl", "restart", UNIT)
    machine.all_ready()


CONNECT = """
import socket, sys
for address in sys.argv[1:]:
    s = socket.socket(); s.settimeout(0.7)
    try: s.connect((address, 25)); print(address, "reached")
    except ConnectionRefusedError: print(address, "reached")
    except OSError as e: print(address, "refused")
"""


def test_the_network_outside_is_refused_by_the_drop_in(machine):
    """The drop-in of followupd(8). A program put into the service's own cgroup tries: what holds
    there, holds for whoever breaks into a worker."""
    drop_in = f"/etc/systemd/system/{UNIT}.d/servers.conf"
    cgroup = "/sys/fs/cgroup" + machine.run("systemctl", "show", UNIT, "-PControlGroup").strip()

    def tried():
        said = machine.sh(f"echo $$ >{cgroup}/cgroup.procs; exec /usr/bin/python3 - 127.0.0.1 127.0.0.2",
                          text=CONNECT)
        return dict(line.split() for line in said.splitlines())

    assert tried() == {"127.0.0.1": "reached", "127.0.0.2": "reached"}
    machine.write(drop_in, "[Service]\nIPAddressDeny=any\nIPAddressAllow=127.0.0.1\n")
    try:
        machine.run("systemctl", "daemon-reload")
        machine.run("systemctl", "restart", UNIT)
        machine.all_ready()
        assert tried() == {"127.0.0.1": "reached", "127.0.0.2": "refused"}
    finally:
        machine.sh(f"rm {drop_in}; systemctl daemon-reload")
        machine.run("systemctl", "restart", UNIT)
    machine.all_ready()


def test_what_an_editor_saves_his_colleagues_can_mend(machine):
    """Two people of followup-editors, both with the usual umask, and the daemon between them."""
    machine.sh("""
        for who in ute olaf; do useradd -G followup-editors $who; done
        cd /srv/followupd/templates
        runuser -u ute -- sh -c 'umask 022; echo one >mended.txt; echo two >drafts/new.txt'
        runuser -u olaf -- sh -c 'echo mended >>mended.txt; echo mended >>drafts/new.txt'
        runuser -u followupd -- sh -c 'cat mended.txt drafts/new.txt; echo ok >mended.OK.txt'
        runuser -u olaf -- sh -c 'rm mended.OK.txt; cat ../ledger/customers.csv'
        test "$(stat -c %G mended.txt)" = followup-editors
        ! runuser -u followupd -- sh -c 'echo x >../ledger/x' 2>/dev/null
        ! runuser -u nobody -- cat mended.txt 2>/dev/null
        rm mended.txt drafts/new.txt""")


def test_writing_is_for_the_store_and_the_folder_that_answers(machine):
    main = machine.main_pid()
    root = f"/proc/{main}/root"
    for path in ("/etc/followupd/x", "/usr/x", "/var/lib/x", "/srv/followupd/ledger/x", "/home/x"):
        said = machine.sh(f"touch {root}{path} 2>&1 || :")
        assert "Read-only file system" in said or "Permission denied" in said or \
            "No such file" in said, (path, said)
    for path in ("/var/lib/followupd/x", "/srv/followupd/templates/x"):
        machine.sh(f"touch {root}{path}; rm {root}{path}")


def test_nothing_else_can_be_started(machine):
    """What a break-in would reach for first: a shell, in the daemon's own mounts."""
    main = machine.main_pid()
    said = machine.sh(f"nsenter -t {main} -m -- /bin/sh -c 'echo came through' 2>&1 || :")
    assert "came through" not in said and "ermission denied" in said


def test_a_token_command_runs_where_the_drop_in_of_its_page_allows_it(machine):
    """The shipped unit with that command in the daemon's place, without and with the drop-in."""
    page = (ROOT / "contrib/providers/microsoft-365.md").read_text()
    command = re.search(r'token_command = "([^"]*)"', page)[1]
    program, _, permission = command.partition(" ")
    unit = (ROOT / "systemd/followupd.service.in").read_text()
    # the daemon's own folder in /run would go with that command's end
    unit = re.sub(r"^(ExecReload|NotifyAccess|WatchdogSec|Restart\w*|RuntimeDirectory\w*)=.*\n", "", unit, flags=re.M)
    unit = unit.replace("Type=notify", "Type=oneshot").replace("@sbindir@/followupd -c /etc/followupd/followupd.conf",
                                                              f"/bin/sh -c '{command}'")
    machine.sh(f"mkdir -p {Path(program).parent}")
    machine.put(ROOT / "contrib/providers/microsoft-token", program)
    machine.write(permission, json.dumps({"access": "token-of-today", "until": time.time() + 86400, "refresh": "r",
                                          "client": "c", "token_url": "https://localhost/"}), 0o600)
    machine.write("/run/systemd/system/token.service", unit.replace("@sbindir@", "/usr/sbin"))
    machine.sh(f"chown followupd {permission}; systemctl daemon-reload")
    machine.sh("! systemctl start token 2>/dev/null")
    assert machine.run("systemctl", "show", "token", "-PExecMainStatus").strip() == "203"
    drop_in = re.search(r"^ +(ExecPaths=.*)$", page, re.M)[1]
    machine.write("/run/systemd/system/token.service.d/page.conf", f"[Service]\n{drop_in}\n")
    machine.sh("systemctl daemon-reload; systemctl start token; journalctl --sync")
    assert "token-of-today" in machine.run("journalctl", "-u", "token", "-o", "cat")
    machine.sh(f"rm -r /run/systemd/system/token.service* {permission}; systemctl daemon-reload")


def test_status_needs_no_rights(machine):
    """Somebody who may read neither the configuration nor the store, in one call each."""
    until(lambda: "PROBLEM" in machine.run("cat", "/run/followupd/status"), "a pass of the listener")
    words = machine.run("runuser", "-u", "nobody", "--", "followup", "status", expect=75)
    assert "1 customers in the ledger" in words and "imap       PROBLEM since" in words
    assert "localhost" not in words and "Ada" not in words
    facts = json.loads(machine.run("runuser", "-u", "nobody", "--", "followup", "status", "--json"))
    assert facts["customers"] == 1 and {h["what"] for h in facts["health"]} >= {"ledger", "imap"}
    prom = machine.run("runuser", "-u", "nobody", "--", "followup", "status", "--prometheus")
    assert "followup_customers 1\n" in prom and 'followup_problem{what="imap"} 1' in prom
    machine.sh("! runuser -u nobody -- followup show 1 2>/dev/null")
    assert machine.sh("ls /run/followupd").split() == ["status", "status.json", "status.prom"]


def test_reload_of_a_good_file(machine):
    old = machine.workers()
    machine.run("systemctl", "reload", UNIT)  # returns when the new workers are at work
    new = machine.workers()
    assert set(new) == ROLES and not set(new.values()) & set(old.values())
    assert machine.active()


def test_reload_of_a_broken_file_fails_in_words_and_changes_nothing(machine):
    old, mark = machine.workers(), machine.mark()
    machine.configure(machine.conf.replace("state =", "stat ="))
    try:
        done = subprocess.run([SDVM, "in", machine.folder, "systemctl", "reload", UNIT],
                              capture_output=True, text=True, timeout=60)
        assert done.returncode != 0
        assert 'error' in machine.words(mark) and "stat" in machine.words(mark)
        assert machine.active() and machine.workers() == old
    finally:
        machine.configure(machine.conf)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_killed_worker_comes_back(machine, role):
    old, main = machine.all_ready(), machine.main_pid()
    machine.run("kill", "-9", old[role])
    new = machine.all_ready(not_these=[old[role]])
    assert machine.main_pid() == main
    assert {r: new[r] for r in ROLES - {role}} == {r: old[r] for r in ROLES - {role}}


def test_a_killed_supervisor_takes_its_workers_along_and_comes_back(machine):
    old, main = machine.all_ready(), machine.main_pid()
    restarts = int(machine.show("NRestarts")["NRestarts"])
    machine.run("kill", "-9", main)
    machine.all_ready(not_these=old.values())
    assert int(machine.show("NRestarts")["NRestarts"]) == restarts + 1
    assert machine.main_pid() not in (0, main)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_hanging_worker_is_replaced_and_the_service_stays(machine, role):
    old, main = machine.all_ready(), machine.main_pid()
    machine.run("kill", "-STOP", old[role])
    machine.all_ready(not_these=[old[role]])
    assert machine.main_pid() == main
    assert f"{role} (process {old[role]}) hangs" in machine.words()


def test_a_hanging_supervisor_is_replaced_by_systemd(machine):
    old, main = machine.all_ready(), machine.main_pid()
    machine.run("kill", "-STOP", main)
    machine.all_ready(not_these=old.values())
    assert machine.main_pid() not in (0, main)


def test_the_journal_has_priorities(machine):
    machine.run("kill", "-9", machine.all_ready()["sender"])
    machine.configure("business = {")
    machine.run("systemctl", "reload", UNIT, expect=None)
    machine.configure(machine.conf)
    until(lambda: "listener: imap: " in machine.words(), "a pass of the listener")
    entries = machine.journal()
    ours = [e for e in entries if e.get("_COMM") == "followupd" or e.get("_SYSTEMD_UNIT") == UNIT]
    assert {"3", "4", "6"} <= {e["PRIORITY"] for e in ours}
    assert not [e for e in ours if str(e["MESSAGE"]).startswith("<")]


def test_the_journal_has_fields_and_explains_itself(machine):
    """Each event of log.c carries its number, each number has its text, and each line its role."""
    machine.run("kill", "-9", machine.all_ready()["sender"])
    until(lambda: "listener: imap: " in machine.words(), "a pass of the listener")
    ours = [e for e in machine.journal() if "FOLLOWUP_ROLE" in e]
    assert {e["FOLLOWUP_ROLE"] for e in ours} >= {"followupd", "planner", "listener"}
    numbers = set(re.findall(r'"([0-9a-f]{32})"', (ROOT / "daemon/ground/log.c").read_text()))
    explained = set(re.findall(r"^-- ([0-9a-f]{32})$", (ROOT / "systemd/followupd.catalog").read_text(), re.M))
    assert numbers == explained and len(numbers) == 12
    ended = [e for e in ours if e.get("MESSAGE_ID") and "ended by signal 9" in e["MESSAGE"]]
    assert ended and ended[0]["FOLLOWUP_ROLE"] == "followupd"
    assert "Subject: A worker ended" in machine.run("journalctl", "-x", f"MESSAGE_ID={ended[0]['MESSAGE_ID']}")
    trouble = [e for e in ours if e.get("MESSAGE_ID") and e["MESSAGE"].startswith("listener: imap: ")]
    assert trouble


def test_stops_by_itself_and_leaves_nobody(machine):
    machine.all_ready()
    machine.run("systemctl", "stop", UNIT)
    assert machine.workers() == {}
    assert machine.show("Result")["Result"] == "success"


def test_a_broken_configuration_is_final(machine):
    machine.run("systemctl", "stop", UNIT)
    machine.configure("business = {")
    try:
        machine.run("systemctl", "start", UNIT, expect=None)
        until(lambda: machine.show("ActiveState")["ActiveState"] == "failed", "the failure")
        shown = machine.show("ExecMainStatus", "NRestarts")
        assert shown == {"ExecMainStatus": "78", "NRestarts": "0"}
    finally:
        machine.configure(machine.conf)


def test_the_tools_it_needs_are_here():
    assert shutil.which("unshare") and shutil.which("nsenter")
