"""The two nights a year in which the clock of Amsterdam is changed."""

from tests.stories.desk import Desk


def nareis(desk: Desk, opened: str, granted: str) -> str:
    """A client who may bring family over, with three months to ask for it; told to Cora."""
    desk.on(opened).household("H1", C1="1990-05-01")
    desk.ask("open", "gezinshereniging", "C1", "--municipality", "any", "--fact", f"vergunning_verleend_op={granted}")
    desk.ask("assign", "t1", "Cora", "--as", "coordinator")
    return "t1"


def tick(desk: Desk, *instants: str) -> None:
    for desk.now in instants:
        desk.ask("scheduler", "tick", "--by", "scheduler")


def said(desk: Desk, key: str, since: str) -> list[tuple[str, str]]:
    """To Cora: when, in UTC, and which rung; what was folded into it too."""
    [cora] = [each["staff"] for each in desk.ask("staff", "list") if each["name"] == "Cora"]
    events = [each for each in desk.ask("history", key) if each["type"] in ("ReminderSent", "ReminderFolded")]
    return sorted(
        (each["recorded_at"][:16], each["data"]["reminder"].rpartition("/")[2])
        for each in events
        if each["occurred_on"] >= since and each["data"]["to"] == cora
    )


def test_the_night_of_25_october_2026(desk: Desk):
    """Sunday, when half past two comes twice. The reminder of a week before Mon 2 November comes on Mon 26 October at
    eight in the morning of winter, seven in UTC, once.
    """
    key = nareis(desk, "2026-08-03", "2026-08-02")
    tick(desk, "2026-10-23T09:00")

    tick(desk, "2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00", "2026-10-25T08:00")
    tick(desk, "2026-10-26T07:00", "2026-10-26T07:59", "2026-10-26T08:00", "2026-10-26T08:01", "2026-10-26T09:00")

    assert [("2026-10-26T07:00", "before-7d.0")] == said(desk, key, "2026-10-24")


def test_the_night_of_28_march_2027(desk: Desk):
    """Easter Sunday, when half past two never comes. The last working day before it is Thu 25 March: what warns of
    Tue 30 March a day and three days before is said then, at eight in the morning of winter; nothing in the days off.
    """
    key = nareis(desk, "2027-01-04", "2026-12-30")
    tick(desk, "2027-03-24T09:00")

    tick(desk, "2027-03-25T07:59", "2027-03-25T08:00", "2027-03-26T08:00")
    tick(desk, "2027-03-28T01:59", "2027-03-28T03:00", "2027-03-28T08:00", "2027-03-29T08:00")
    tick(desk, "2027-03-30T07:59", "2027-03-30T08:00", "2027-03-30T08:01")

    assert [("2027-03-25T07:00", "before-1d.0"), ("2027-03-25T07:00", "before-3d.0")] == said(desk, key, "2027-03-25")
