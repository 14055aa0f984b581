"""What whoever runs the service works with: doctor, status for machines, backup, export, forget."""

import json
import os
import re
import sqlite3
import stat
import subprocess
from pathlib import Path

import pytest

BUILD = Path(os.environ.get("FOLLOWUP_BUILD", ".")).resolve()

DAY = "2026-10-06"
PASSWORDS = ("secret", "password =")


def findings(house, *words, expect=0):
    return json.loads(house.cli("doctor", *words, "--json", expect=expect).stdout)


def problems(found):
    return {f["what"]: f for f in found if f["level"] == "problem"}


@pytest.fixture
def busy(shop):
    """Three letters have gone, one customer has answered."""
    shop.day(DAY)
    letter = shop.mailbox("elena@north.example")[0]
    shop.customer_reply(letter, "Could you call me? My number is 0170 5551234.")
    shop.once(now=f"{DAY}T14:00:00Z")
    assert shop.one("SELECT count(*) FROM conversation WHERE state='WAITING'") == 1
    return shop


# ---------------------------------------------------------------- doctor


def test_doctor_finds_a_good_setup_well(shop):
    shop.once(role="listener")
    (shop.folder / "state").chmod(0o700)
    found = findings(shop, "--mail")
    assert not problems(found), found
    well = {f["what"] for f in found if f["level"] == "well"}
    assert {"disk", "state", "folders", "store", "smtp", "imap", "sent", "idle", "mail", "plus"} <= well
    assert "From unchanged and Message-ID unchanged" in str(found)


def test_doctor_finds_that_plus_addresses_are_lost(shop):
    """A server that does not know them: replies would go astray."""
    shop.once(role="listener")
    (shop.folder / "state").chmod(0o700)
    shop.mail.answer("care+doctor@harbourpine.example", "550 5.1.1 no such user")
    found = problems(findings(shop, "--mail", expect=77))
    assert set(found) == {"plus"} and "recipient_delimiter" in found["plus"]["fix"]
    assert "no such user" in found["plus"]["finding"]


def test_doctor_on_the_last_digest_and_a_clock_that_is_behind(shop):
    (shop.folder / "state").chmod(0o700)
    shop.day("2026-10-04")
    shop.day("2026-10-12")  # a Monday: digests go out
    well = json.loads(shop.cli("--now=2026-10-13T12:00:00Z", "doctor", "--json").stdout)
    assert "The last digest went out on 2026-10-12" in str(well) and not problems(well)
    late = json.loads(shop.cli("--now=2026-10-21T12:00:00Z", "doctor", "--json", expect=75).stdout)
    assert "The last digest went out on 2026-10-12" in problems(late)["digest"]["finding"]
    early = json.loads(shop.cli("--now=2026-09-01T12:00:00Z", "doctor", "--json", expect=71).stdout)
    assert "still to come" in problems(early)["clock"]["finding"]
    assert all(f["fix"] for f in (*problems(late).values(), *problems(early).values()))


def test_doctor_on_a_store_that_is_gone_or_damaged(shop):
    (shop.folder / "state").chmod(0o700)
    shop.once()
    for path in shop.store.parent.glob("followupd.db*"):
        if path.suffix != ".made":
            path.unlink()
    found = problems(findings(shop, expect=65))
    assert "is gone" in found["store"]["finding"] and "backup" in found["store"]["fix"]
    shop.store.write_bytes(b"rubbish" * 1000)
    shop.store.chmod(0o600)
    assert "damaged" in problems(findings(shop, expect=65))["store"]["finding"]


def test_doctor_on_a_folder_that_cannot_be_read_and_a_disk_without_writing(shop):
    (shop.folder / "state").chmod(0o700)
    shop.once()
    (shop.folder / "ledger/customers.csv").rename(shop.folder / "ledger/elsewhere.csv")
    found = problems(findings(shop, expect=66))
    assert "customers.csv" in found["ledger"]["finding"] and "correct its name" in found["ledger"]["fix"]
    (shop.folder / "ledger/elsewhere.csv").rename(shop.folder / "ledger/customers.csv")
    state = shop.folder / "state"
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c",
         f'mount --bind "{state}" "{state}" && mount -o remount,bind,ro "{state}" && exec "$@"', "sh",
         BUILD / "followup", "-c", shop.conf, "doctor", "--json"], capture_output=True, text=True, timeout=120)
    found = problems(json.loads(done.stdout))
    assert done.returncode == 74 and "can only be read" in found["disk"]["finding"] and "mount" in found["disk"]["fix"]


def test_doctor_before_the_first_start_makes_no_store(shop):
    (shop.folder / "state").chmod(0o700)
    findings(shop)
    assert not shop.store.exists()


BROKEN = {
    "a name that leads nowhere": (dict(smtp={"host": "nowhere.invalid"}), "smtp", 68, "correct host"),
    "a port nobody listens on": (dict(imap={"port": 1}), "imap", 69, "port"),
    "another name than the certificate's": (dict(smtp={"host": "127.0.0.1"}), "smtp", 69,
                                            "name in the server's certificate"),
    "no folder of that name": (dict(imap={"sent": "Gesendete"}), "sent", 66, "sent = "),
}


@pytest.mark.parametrize("case", BROKEN)
def test_doctor_names_the_problem_and_the_fix(shop, case):
    settings, what, code, fix = BROKEN[case]
    (shop.folder / "state").chmod(0o700)
    shop.configure(**settings)
    found = problems(findings(shop, expect=code))
    assert set(found) == {what}
    assert fix in found[what]["fix"]


PROVIDERS = {
    "smtp.gmail.com": ("Gmail", "app password"),
    "smtp.googlemail.com": ("Gmail", "app password"),
    "smtp.office365.com": ("Microsoft 365", "no password to read mail"),
    "smtp-mail.outlook.com": ("Microsoft 365", "token_command"),
    "smtp.fastmail.com": ("Fastmail", "identities"),
    "smtp.mailbox.org": ("mailbox.org", "aliases"),
    "smtp.notgmail.com": None,
}


@pytest.mark.parametrize("host", PROVIDERS)
def test_doctor_names_the_provider_and_its_traps(shop, host):
    shop.configure(smtp={"host": host})
    # in a network of its own, where nobody is reached
    done = subprocess.run(["unshare", "--user", "--map-root-user", "--net", BUILD / "followup", "-c", shop.conf,
                           "doctor", "--json"], capture_output=True, text=True, timeout=60, check=False)
    said = [f["finding"] for f in json.loads(done.stdout) if f["what"] == "provider"]
    if PROVIDERS[host] is None:
        assert not said
        return
    name, trap = PROVIDERS[host]
    assert len(said) == 1 and said[0].startswith(f"Your mail goes through {name}. ") and trap in said[0]


def test_doctor_on_a_wrong_password_never_shows_one(shop):
    (shop.folder / "state").chmod(0o700)
    shop.write_password("hunter-wrong-2")
    done = shop.cli("doctor", expect=77)
    assert "PROBLEM  smtp" in done.stdout and "PROBLEM  imap" in done.stdout
    assert "hunter-wrong-2" not in done.stdout + done.stderr


def test_doctor_on_rights(shop):
    (shop.folder / "state").chmod(0o755)
    (shop.folder / "password").chmod(0o644)
    found = problems(findings(shop, expect=77))
    assert "chmod 700" in found["state"]["fix"]
    assert "chmod 640" in found["smtp"]["fix"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_doctor_looks_with_the_daemons_eyes(shop):
    """Root could read all of it; the daemon, who owns the state folder, could not."""
    (shop.folder / "state").chmod(0o700)
    os.chown(shop.folder / "state", 65534, 65534)
    (shop.folder / "ledger/customers.csv").chmod(0o600)
    for folder in list(shop.folder.parents)[:3]:  # pytest keeps its folders to itself
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | 0o011)
    found = [f["finding"] for f in findings(shop, expect=None) if f["what"] == "ledger"]
    assert len(found) == 1 and "customers.csv: Permission denied" in found[0]


def test_doctor_on_what_stands_still(shop):
    (shop.folder / "state").chmod(0o700)
    shop.once(role="planner", now=f"{DAY}T06:00:00Z")
    found = problems(json.loads(shop.cli(
        "--now=2026-10-20T12:00:00Z", "doctor", "--json", expect=None).stdout))
    assert "lies there since 2026-10-06" in found["outbox"]["finding"]


# ---------------------------------------------------------------- status


def test_prometheus(busy, tmp_path):
    target = tmp_path / "followup.prom"
    busy.cli("status", "--prometheus", "--output", target)
    text = target.read_text()
    assert 'followup_outbox{state="sent"} 3' in text
    assert "followup_waiting 1\n" in text and "followup_customers 3\n" in text
    for line in text.splitlines():
        assert line.startswith("# ") or re.fullmatch(
            r'followup_[a-z_]+(\{[a-z]+="([^"\\\n]|\\.)*"\})? -?\d+', line), line
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
    assert [p.name for p in tmp_path.glob("*.prom*")] == ["followup.prom"]
    assert busy.cli("status", "--prometheus").stdout == text


def test_output_that_cannot_be_written(busy, tmp_path):
    said = busy.cli("status", "--prometheus", "--output", tmp_path / "no/such/file", expect=73)
    assert "No such file" in said.stderr


# ---------------------------------------------------------------- backup


def test_backup_is_a_store(busy, tmp_path):
    target = tmp_path / "copy.db"
    for _ in range(2):  # the second replaces the first
        busy.cli("backup", target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.glob("copy*")] == ["copy.db"]
    copy = sqlite3.connect(target)
    assert copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    for table in ("outbox", "inbox", "customer", "meta"):
        query = f"SELECT * FROM {table} ORDER BY 1"
        assert copy.execute(query).fetchall() == [tuple(r) for r in busy.sql(query)]
    copy.close()


def test_a_backup_that_fails_leaves_the_last_one(busy, tmp_path):
    target = tmp_path / "copy.db"
    target.write_text("the last good one")
    tmp_path.chmod(0o755)
    done = busy.cli("backup", tmp_path / "gone/copy.db", expect=73)
    assert "gone" in done.stderr
    assert target.read_text() == "the last good one"


# ---------------------------------------------------------------- export, forget


def test_export_knows_every_table_of_customers(busy):
    """A table with a column `customer` that export does not know would be data kept back."""
    all_of_it = json.loads(busy.cli("export", "elena@north.example").stdout)
    tables = {r["name"] for r in busy.sql(
        "SELECT m.name FROM (SELECT * FROM sqlite_schema UNION ALL SELECT * FROM ledger.sqlite_schema) m,"
        " pragma_table_info(m.name) c WHERE m.type='table' AND c.name='customer'")}
    assert tables <= set(all_of_it)
    assert all_of_it["customer"][0]["first_name"] == "Elena"
    assert [r["state"] for r in all_of_it["outbox"]] == ["SENT"]
    assert "0170 5551234" in str(all_of_it["inbox"])
    assert "Ångström" not in str(all_of_it) and "south.example" not in str(all_of_it)


def test_forget_leaves_a_hash(busy):
    busy.cli("log", "1", "rang her, she was at the lake house")
    said = busy.cli("forget", "elena@north.example").stdout
    assert "customers.csv" in said
    state = busy.store.parent
    for path in state.glob("followupd.db*"):
        raw = path.read_bytes()
        for word in (b"elena@north", b"Elena", b"lake house", b"0170 5551234"):
            assert word not in raw, (path.name, word)
    assert busy.states() == {"2": "SENT", "3": "SENT"}
    row = busy.sql("SELECT * FROM suppression")
    assert [(r["address"], r["customer"], r["reason"]) for r in row] == [(None, None, "optout")]


def test_forget_leaves_the_letters_of_others(busy):
    before = busy.written("o.customer='2'")
    busy.cli("forget", "1")
    assert busy.written("o.customer='2'") == before and b"south.example" in before[0]
    assert busy.one("SELECT count(*) FROM form") == 1
    busy.cli("forget", "2")
    busy.cli("forget", "3")
    assert busy.one("SELECT count(*) FROM form") == 0


def test_who_is_forgotten_gets_no_letter_when_the_ledger_still_has_her(busy):
    busy.cli("forget", "1")
    before = len(busy.mailbox("elena@north.example"))
    busy.release("later", busy_letter(), now="2026-11-17T06:00:00Z")
    busy.day("2026-11-17")
    assert len(busy.mailbox("elena@north.example")) == before
    assert len(busy.mailbox("soren@south.example")) == 2


def busy_letter():
    import house
    return house.LATER


def test_forget_nobody(busy):
    assert "knows no customer" in busy.cli("forget", "nobody@north.example", expect=66).stderr
