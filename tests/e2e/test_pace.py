"""How fast letters leave the running daemon: so many an hour, so many to one domain, and no more than
three times the day's plan."""

from test_daemon import live, template

COUNT = "SELECT count(*) FROM outbox WHERE kind='letter' AND state='SENT'"


def all_day(house, **smtp):
    """Whose minute of the day has come is due now."""
    live(house, smtp=smtp)
    text = house.conf.read_text()
    begin = text.index('window = "') + len('window = "')
    house.conf.write_text(text[:begin] + "00:00-24:00" + text[text.index('"', begin):])


def people(house, count, domains):
    house.customers([{"id": str(n), "email": f"c{n}@{domains[n % len(domains)]}.example", "first_name": f"C{n}"}
                     for n in range(count)])


def test_so_many_an_hour_and_to_one_domain(shop, start):  # noqa: F811
    all_day(shop, per_hour=5, per_domain=2)
    people(shop, 60, ("north", "south", "west"))
    shop.template("thanks", template())
    shop.once("planner")
    d = start(shop).ready()
    d.until(lambda: shop.one(COUNT) >= 5, "five letters")
    d.stop()
    assert shop.one(COUNT) == 5
    # and what is due beyond two of a domain was put off
    assert shop.one("SELECT max(n) FROM (SELECT count(*) AS n FROM outbox WHERE kind='letter' AND (state='SENT'"
                    " OR next_try_at <= (SELECT max(claimed_at) FROM outbox))"
                    " GROUP BY substr(recipient, instr(recipient, '@')))") == 2


def test_three_times_the_days_plan_and_no_further(shop, start):  # noqa: F811
    all_day(shop)
    people(shop, 3, ("north",))
    shop.template("thanks", template())
    d = start(shop).ready()
    d.until(lambda: shop.one("SELECT value FROM meta WHERE key='brake_plan'"), "the day's plan")
    people(shop, 500, ("north",))
    d.ring()
    d.until(lambda: shop.one("SELECT problem FROM health WHERE what='brake'"), "the brake")
    d.until(lambda: shop.one(COUNT) == 150, "the last of them")
    assert "letters have left today" in shop.one("SELECT problem FROM health WHERE what='brake'")
    told = "SELECT count(*) FROM outbox WHERE kind='notice' AND touchpoint='brake' AND state='SENT'"
    d.until(lambda: shop.one(told) == 1, "a mail to the owner")
    assert shop.one(COUNT) == 150
    shop.cli("approve", "sending")
    d.until(lambda: shop.one(COUNT) > 180, "the rest")
