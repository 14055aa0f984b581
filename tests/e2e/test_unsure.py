"""A letter in doubt: the sender ended between the final dot and the answer. It is never sent again by
itself, and settled by what the world shows: our copy in Sent, a returned mail, the customer's reply."""

import sqlite3

import pytest
from house import CARE, CRASHED
from test_main_job import DAY, ELENA

NOON, LATER_ON = f"{DAY}T12:00:00Z", f"{DAY}T13:00:00Z"


def state(house):
    return house.states()["1"]


def unclaim(house):
    """As if nobody had tried."""
    store = sqlite3.connect(house.store)
    with store:
        store.execute("UPDATE outbox SET state='QUEUED', attempt=0 WHERE state='SENDING'")
    store.close()


def leave_in_doubt(house, arrived):
    """The sender ends at each of its steps, until one has left the letter with the server and its row
    without an answer."""
    house.customers([{"id": "1", "email": ELENA, "first_name": "Elena", "first_contact": "2024-03-01"}])
    house.once("planner", now=f"{DAY}T06:00:00Z")
    for n in range(1, 60):
        done = house.once("sender", now=NOON, expect=None, env={"FOLLOWUPD_CRASH_AT": str(n)})
        assert done.returncode == CRASHED, f"it got through, and no step before {n} left a letter in doubt"
        if state(house) == "SENDING" and arrived():
            break
        unclaim(house)
    house.once("sender", now=NOON)
    house.once("sender", now=f"{DAY}T12:30:00Z")
    assert state(house) == "UNSURE"
    assert "1 UNSURE" in house.cli("status", expect=None).stdout


@pytest.mark.parametrize("how", ["found in Sent", "returned", "answered", "nothing"])
def test_a_letter_in_doubt(shop, how):
    if how == "returned":
        shop.mail.bounce(ELENA)
        leave_in_doubt(shop, lambda: len(shop.mailbox(CARE)) == 1)
    else:
        leave_in_doubt(shop, lambda: len(shop.mailbox(ELENA)) == 1)
    if how == "found in Sent":
        shop.sent_append(shop.mailbox(ELENA)[0])
    elif how == "answered":
        shop.customer_reply(shop.mailbox(ELENA)[0], "How kind of you. Could you call me?")
    shop.once("listener", now=LATER_ON)
    shop.once("sender", now=f"{DAY}T14:00:00Z")
    assert state(shop) == {"returned": "FAILED", "nothing": "UNSURE"}.get(how, "SENT")
    assert len(shop.mailbox(ELENA)) == (how != "returned")
