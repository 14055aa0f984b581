"""The crash loop: the daemon is ended just before and just after every commit, and started again.

For each n the whole job runs in a house of its own; each of its passes is first run with
$FOLLOWUPD_CRASH_AT=n (the process ends with 99 at the n-th step), then without it, and what the
customers' mailboxes hold at the end is compared with an uncrashed run: no letter twice, none lost. The one window that no sender can
close, between the final dot and the recorded answer, leaves a letter UNSURE: it is counted, and
the letter itself has arrived or has not, but never twice.
"""

import json
from pathlib import Path

from house import CRASHED, LATER, THANKS

CUSTOMERS = 3
MOST_STEPS = 400
PASSES = ("2026-10-06T06:00:00Z", "2026-10-06T12:00:00Z", "2026-10-06T14:00:00Z",
          "2026-11-17T06:00:00Z", "2026-11-17T12:00:00Z", "2026-11-17T14:00:00Z")


def address(house, n):
    return f"guest{n}@{house.folder.name}.example"


def build(make_house, name):
    house = make_house(name)
    house.mail.clean()
    house.customers([{"id": str(n), "email": address(house, n), "first_name": f"Guest {n}",
                      "manager": "anna"} for n in range(CUSTOMERS)])
    house.template("thanks", THANKS)
    house.template("later", LATER)
    return house


def letters(house, n):
    return [m for m in house.mailbox(address(house, n)) if str(m["From"]).find("care@") >= 0]


def to_staff(house):
    """Message-IDs of nudges and digests that arrived."""
    return [str(m["Message-ID"]) for who in ("anna", "jonas")
            for m in house.mailbox(f"{who}@harbourpine.example")]


def run_pass(house, now, crash_at):
    """One pass. Returns whether it crashed."""
    done = house.once(now=now, expect=None, env={"FOLLOWUPD_CRASH_AT": str(crash_at)} if crash_at else None)
    assert done.returncode in ((0, CRASHED) if crash_at else (0,)), done.stderr
    return done.returncode == CRASHED


def live(house, crash_at=0):
    """All passes, with guest 1 answering between; in each of them the daemon ends at its n-th step
    (if it gets that far) and is started again. Returns how many passes did end so."""
    crashes = 0
    for number, now in enumerate(PASSES):
        if number == 2:
            for letter in letters(house, 1)[:1]:
                house.customer_reply(letter, "Could you call me about the boat?")
        if crash_at and run_pass(house, now, crash_at):
            crashes += 1
        run_pass(house, now, 0)
    return crashes


def outcome(house):
    """What the world has seen: {customer: [subjects]}, who waits, and what we are unsure of."""
    return {
        "letters": {n: sorted(str(m["Subject"]) for m in letters(house, n)) for n in range(CUSTOMERS)},
        "waiting": [r[0] for r in house.sql("SELECT customer FROM conversation WHERE state='WAITING'")],
        "unsure": sorted((r["customer"], r["touchpoint"]) for r in house.sql(
            "SELECT customer, touchpoint FROM outbox WHERE state='UNSURE' AND kind='letter'")),
        "stuck": [r[0] for r in house.sql("SELECT id FROM outbox WHERE state IN ('QUEUED','LEASED','SENDING')")],
    }


def test_crash_at_every_commit(make_house):
    calm = build(make_house, "calm")
    live(calm)
    want = outcome(calm)
    assert want["letters"] == {0: ["A word from the harbour", "Thank you, Guest 0"],
                               1: ["Thank you, Guest 1"],
                               2: ["A word from the harbour", "Thank you, Guest 2"]}
    assert want["waiting"] == ["1"] and not want["unsure"] and not want["stuck"]

    steps = unsure = lost_unsure = 0
    for n in range(1, MOST_STEPS):
        house = build(make_house, f"n{n}")
        crashes = live(house, n)
        if not crashes:
            break
        steps += crashes
        got = outcome(house)
        assert not got["stuck"], (n, got)
        for guest, subjects in got["letters"].items():
            assert len(subjects) == len(set(subjects)), f"twice! step {n}: {subjects}"
            due = set(want["letters"][guest])
            if guest == 1 and "Thank you, Guest 1" not in subjects:
                due.add("A word from the harbour")  # nothing came, so guest 1 did not answer
            missing = due - set(subjects)
            assert not set(subjects) - due, (n, got)
            for subject in missing:
                touchpoint = "thanks" if subject.startswith("Thank") else "later"
                assert (str(guest), touchpoint) in got["unsure"], f"lost! step {n}: {subject}"
                lost_unsure += 1
        if "Thank you, Guest 1" in got["letters"][1]:
            assert got["waiting"] == ["1"], (n, got)
        notices = to_staff(house)
        assert len(notices) == len(set(notices)), f"a notice twice! step {n}"
        unsure += len(got["unsure"])
    else:
        raise AssertionError(f"no end in {MOST_STEPS} steps")
    assert steps > 20, "the crash test did not crash"
    counts = {"steps": steps, "unsure": unsure, "unsure_not_arrived": lost_unsure}
    report = Path("build-check")
    if report.is_dir():
        (report / "crash.json").write_text(json.dumps(counts) + "\n")
    print(counts)
