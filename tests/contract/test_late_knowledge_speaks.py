"""Late knowledge speaks: what one person records after a reminder's day is said; of a batch, somebody decides."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import text

from scheduler.explain.simulate_ticks import prepared
from scheduler.installation import prepare
from scheduler.messages.message import Message
from scheduler.missed import MustBeDecided, by_batch, decide
from scheduler.planning.ladder import plan
from scheduler.sending.tick import dispatch_due
from tests.builders import Desk
from trajectories.clock import utc_now
from trajectories.history import events as ev
from trajectories.history.streams import said_stream
from trajectories.people.staff import staff_on
from trajectories.projections.projections import FORM
from trajectories.repository.tables import PROJECTIONS
from trajectories.service.office import rebuild_all
from workflows.errors import Refused
from workflows.language.names import Role

MON_2_MARCH, TUE_3_MARCH = date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture
def clock(clock):
    """Monday 2 March 2026."""
    clock.noon(MON_2_MARCH)
    return clock


STAFF: dict[str, Role] = {"Cora": "coordinator", "Jo": "jurist", "Thea": "teamleider"}


class Office:
    """Cora, coordinator of all; Jo, jurist; Thea, team leader. What ticks handed over, in order."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.outbox: list[tuple[date, Message]] = []
        self.names = {
            desk.colleague(name, role, email=f"{name.lower()}@voorbeeld.nl"): name for name, role in STAFF.items()
        }
        self.ids = {name: key for key, name in self.names.items()}

    def nareis(self, ref: str, granted: str = "") -> str:
        """A case of family reunification of an adult, whose permit was granted on that day."""
        key = self.desk.open("gezinshereniging", self.desk.client(ref, "1990-05-01"))
        self.desk.assign(key, self.ids["Cora"], "coordinator")
        if granted:
            self.grants(key, granted)
        return key

    def grants(self, key: str, day: str) -> None:
        self.desk.fact(key, "vergunning_verleend_op", day)

    def tick(self, day: date) -> None:
        self.desk.clock.noon(day)
        dispatch_due(
            self.desk.app.store,
            self.desk.app.casework,
            lambda message: self.outbox.append((day, message)),
            "smtp",
            self.desk.clock(),
            utc_now,
        )

    def told(self, key: str, name: str = "nareis_aanvragen") -> list[tuple[str, str, str]]:
        """Day, to whom and which rung of that term was said."""
        with self.desk.read() as uow:
            said = uow.history(said_stream(key))
        return sorted(
            (
                str(each.occurred_on),
                self.names.get(each.event.to, each.event.to),
                each.event.reminder.rpartition("/")[2],
            )
            for each in said
            if isinstance(each.event, ev.ReminderSent) and f"/{name}#" in each.event.reminder
        )

    def foretold(self, key: str, day: date) -> list[tuple[str, str]]:
        """What the preview of the first tick of that day says of the case, to whom."""
        self.desk.clock.noon(day)
        with self.desk.read() as uow:
            app, now = self.desk.app, self.desk.clock()
            simulation = prepared(uow, app.dossiers, now, day, lambda when: staff_on(uow, when), "smtp")
            lines = [(each.to, line) for each in simulation.look(now) for line in each.lines]
        return sorted(
            (self.names.get(to, to), line.reminder.rpartition("/")[2])
            for to, line in lines
            if line.reminder.startswith(f"{key}/nareis_aanvragen#")
        )


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


def granted_in(desk: Desk, key: str) -> int:
    """The event that says when the permit was granted."""
    history = desk.dossier(key).history
    return next(each.version for each in history if getattr(each.event, "name", "") == "vergunning_verleend_op")


def planned(desk: Desk, key: str, name: str = "nareis_aanvragen") -> list[str]:
    return [f"{each.day} {each.rung}.{each.repeat}" for each in plan(desk.dossier(key)) if each.name == name]


# what one person records


def test_a_term_recorded_after_its_last_day_is_told_to_everyone_whose_rung_has_come_the_jurist_too(office: Office):
    """Granted on 10 November 2025, so nareis was due on 10 February 2026; recorded on 2 March. Preview agrees."""
    key = office.nareis("C1", "2025-11-10")
    foretold = office.foretold(key, MON_2_MARCH)

    office.tick(MON_2_MARCH)

    told = office.told(key)
    assert {"Jo"} < {to for _, to, _ in told}
    assert {"2026-03-02"} == {day for day, _, _ in told}
    assert foretold == [(to, rung) for _, to, rung in told]
    assert 1 == len({rung for _, _, rung in told}), "one reminder, not rung by rung"


def test_it_is_told_once_and_then_goes_on_as_its_rungs_say(office: Office):
    key = office.nareis("C1", "2025-11-10")
    office.tick(MON_2_MARCH)
    first = office.told(key)

    office.tick(TUE_3_MARCH)

    again = [each for each in office.told(key) if each not in first]
    assert all(rung != first[0][2] for _, _, rung in again), again


def test_before_its_last_day_the_latest_rung_missed_goes_out_and_no_other(office: Office):
    """Granted on 12 December 2025, due on 12 March: two weeks before was 26 February, the next is 5 March."""
    key = office.nareis("C1", "2025-12-12")

    office.tick(MON_2_MARCH)

    assert {"before-14d.0"} == {rung for _, _, rung in office.told(key)}
    assert "2026-03-05 before-7d.0" in planned(office.desk, key)


def test_a_correction_of_the_anchor_speaks_too(office: Office):
    """It was granted in November, and not in February."""
    key = office.nareis("C1", "2026-02-09")
    office.tick(MON_2_MARCH)
    office.desk.clock.noon(date(2026, 3, 16))
    version = granted_in(office.desk, key)

    office.desk.correct(key, version, value="2025-11-10")
    office.tick(date(2026, 3, 16))

    assert "Jo" in {to for day, to, _ in office.told(key) if day == "2026-03-16"}


def test_who_heard_of_it_within_seven_days_is_not_told_again(office: Office):
    """Told on Monday; on Wednesday it turns out to have been a day earlier: nobody is told a second time of that."""
    key = office.nareis("C1", "2025-11-10")
    office.tick(MON_2_MARCH)
    before = office.told(key)
    office.desk.clock.noon(date(2026, 3, 4))
    version = granted_in(office.desk, key)

    office.desk.correct(key, version, value="2025-10-10")
    office.tick(date(2026, 3, 4))

    heard = Counter(to for day, to, _ in office.told(key) if day == "2026-03-04")
    assert not heard & Counter(to for _, to, _ in before), office.told(key)


def test_where_everyone_heard_of_it_lately_it_is_folded_into_that_and_is_due_no_more(office: Office):
    """Told on Monday that it ends on 12 March; on Wednesday it turns out to be a week earlier."""
    key = office.nareis("C1", "2025-12-12")
    office.tick(MON_2_MARCH)
    office.desk.clock.noon(date(2026, 3, 4))
    office.desk.correct(key, granted_in(office.desk, key), value="2025-12-06")
    [late] = [each for each in plan(office.desk.dossier(key)) if each.is_late]

    assert [] == office.foretold(key, date(2026, 3, 4))
    office.tick(date(2026, 3, 4))

    with office.desk.read() as uow:
        events = [each.event for each in uow.history(said_stream(key))]
        rows = uow.connection.execute(text("select id from agenda")).scalars().all()
    folded = {each.to: each.into for each in events if isinstance(each, ev.ReminderFolded) and each.reminder == late.id}
    assert {office.ids["Cora"], office.ids["Jo"]} == set(folded)
    assert all(into.endswith("/before-14d.0") for into in folded.values())
    assert late.id not in rows


def test_it_waits_for_the_daily_message_and_goes_at_once_only_where_its_last_day_would_be_over(office: Office):
    """Cora and Thea had their message of today. Overdue waits until tomorrow; what ends today cannot."""
    office.tick(MON_2_MARCH)
    overdue = office.nareis("C1", "2025-11-10")
    today = office.nareis("C2", "2025-12-02")

    office.tick(MON_2_MARCH)

    assert {"Jo"} == {to for _, to, _ in office.told(overdue)}, "who had no message yet"
    assert {"2026-03-02"} == {day for day, _, _ in office.told(today)}
    assert "Cora" in {to for _, to, _ in office.told(today)}
    office.tick(TUE_3_MARCH)
    assert ("2026-03-03", "Cora") in {(day, to) for day, to, _ in office.told(overdue)}


def test_a_pause_or_an_extension_recorded_late_says_nothing_of_the_past(office: Office):
    """Known in time and told; then it stands still, which moves its rungs: what they missed stays silent."""
    key = office.nareis("C1", "2026-01-05")
    occurrence = next(each.occurrence for each in office.desk.dossier(key).deadlines if each.name == "nareis_aanvragen")
    office.tick(MON_2_MARCH)
    before = office.told(key)
    office.desk.clock.noon(date(2026, 3, 25))

    with office.desk.write() as uow:
        paused = ev.DeadlineSuspended("nareis_aanvragen", occurrence, "2026-03-06")
        uow.append(key, [(paused, date(2026, 3, 3))], office.desk.stamp)
    assert not [each for each in plan(office.desk.dossier(key)) if each.is_late and each.day > MON_2_MARCH]
    assert before == office.told(key)


def test_forty_cases_opened_late_by_a_script_and_each_holder_hears_of_each_once(office: Office):
    """Three terms are over already. Two weeks later nothing of those was lost, and nothing said twice to one person."""
    over = [office.nareis(f"L{number}", "2025-11-10") for number in range(3)]
    rest = [office.nareis(f"N{number}", "2026-02-20") for number in range(37)]

    for day in (2, 3, 4):
        office.tick(date(2026, 3, day))

    for key in over:
        heard = Counter((to, rung) for _, to, rung in office.told(key))
        assert {"Cora", "Jo"} <= {to for to, _ in heard}, key
        assert {1} == set(heard.values())
    assert all(Counter(office.told(key)).total() <= 2 for key in rest)
    one_a_day = Counter((day, message.name) for day, message in office.outbox)
    assert {1} == set(one_a_day.values())


# a database of the release before


def as_it_was(desk: Desk, *keys: str, name: str = "nareis_aanvragen") -> None:
    """That release held the term for met, and planned nothing of it; and its rows are of its form."""
    with desk.write() as uow:
        run = uow.connection.execute
        for key in keys:
            which = {"like": f"{key}/{name}#%"}
            run(text("update deadline set standing = 'met' where id like :like"), which)
            run(text("delete from agenda where deadline like :like"), which)
        run(text("update setting set value = '3' where key = 'projections'"))


def test_the_first_init_after_an_upgrade_lists_what_opens_again_and_changes_nothing_unanswered(office: Office):
    desk = office.desk
    keys = [office.nareis(f"C{number}", "2025-11-10") for number in range(3)]
    as_it_was(desk, *keys)
    whole = desk.dump(*PROJECTIONS)
    desk.clock.noon(TUE_3_MARCH)

    with pytest.raises(MustBeDecided) as refused:
        prepare(desk.app, sandbox=False)

    assert "3 terms, of which 3 statutory" in refused.value.say("en")
    assert "3 termijnen, waarvan 3 wettelijk" in refused.value.say("nl")
    assert {(key, "again") for key in keys} == {(each.trajectory, each.kind) for each in refused.value.missed}
    assert whole == desk.dump(*PROJECTIONS)
    assert [("3",)] == desk.rows("select value from setting where key = 'projections'")


def test_until_then_nothing_is_said_and_nothing_is_written(office: Office):
    key = office.nareis("C1", "2025-11-10")
    as_it_was(office.desk, key)

    with pytest.raises(Refused, match="traject init"):
        office.tick(MON_2_MARCH)
    with pytest.raises(Refused, match="traject init"), office.desk.app.write():
        pass

    assert [] == office.outbox


def test_after_none_only_what_is_new_speaks(office: Office):
    """The overdue rung speaks on its next own day; nothing of before. A rebuild gives the same rows."""
    desk = office.desk
    key = office.nareis("C1", "2025-11-10")
    as_it_was(desk, key)
    desk.clock.noon(TUE_3_MARCH)

    prepare(desk.app, sandbox=False, past="none")

    assert [FORM] == [row[0] for row in desk.rows("select value from setting where key = 'projections'")]
    assert all(each.day >= TUE_3_MARCH for each in plan(desk.dossier(key)))
    new = office.nareis("C2", "2025-11-10")
    office.tick(TUE_3_MARCH)
    assert {"2026-03-03"} == {day for day, _, _ in office.told(new)}, "what is recorded now speaks"
    assert [] == [each for each in office.told(key) if "overdue-1d.0" in each]
    whole = desk.dump(*PROJECTIONS)
    with desk.write() as uow:
        rebuild_all(desk.app.casework, uow)
    assert whole == desk.dump(*PROJECTIONS)


@pytest.mark.parametrize("past, count", [("none", 0), ("latest", 1)])
def test_how_much_of_it_is_sent_is_as_was_answered(office: Office, past: str, count: int):
    desk = office.desk
    key = office.nareis("C1", "2025-11-10")
    as_it_was(desk, key)
    desk.clock.noon(TUE_3_MARCH)

    prepare(desk.app, sandbox=False, past=past)

    due = [each for each in plan(desk.dossier(key)) if each.name == "nareis_aanvragen" and each.day <= TUE_3_MARCH]
    assert count == len(due)


def test_what_was_on_its_way_stays_on_its_way(office: Office):
    """Planned for today under the release before, and not yet said: the answer is not about that."""
    desk = office.desk
    key = office.nareis("C1", "2025-12-09")
    with desk.read() as uow:
        count = uow.connection.execute(text("select count(*) from agenda")).scalar_one()
    assert count
    as_it_was(desk)
    desk.clock.noon(date(2026, 3, 5))

    made = prepare(desk.app, sandbox=False, past="none")

    assert key not in {each.trajectory for each in made.missed}
    office.tick(date(2026, 3, 5))
    assert office.told(key)


def test_a_term_recorded_late_under_the_release_before_and_never_told_is_listed_too(office: Office):
    """It was overdue and its rungs were past: that release planned the next repeat only."""
    desk = office.desk
    key = office.nareis("C1", "2025-11-10")
    late = next(each for each in plan(desk.dossier(key)) if each.is_late)
    with desk.write() as uow:
        uow.connection.execute(text("delete from agenda where id = :id"), {"id": late.id})
    as_it_was(desk)
    desk.clock.noon(date(2026, 3, 4))

    made = prepare(desk.app, sandbox=False, past="none")

    assert [("late", key)] == [(each.kind, each.trajectory) for each in made.missed if each.deadline == late.deadline]
    assert late.id not in {each.id for each in plan(desk.dossier(key))}


def test_an_upgrade_by_which_nothing_speaks_asks_nothing(office: Office):
    office.nareis("C1", "2026-02-20")
    as_it_was(office.desk)

    assert (False, [], []) == tuple(prepare(office.desk.app, sandbox=False))


# batches


def test_what_a_batch_opens_speaks_as_was_answered(office: Office):
    desk = office.desk
    key, other = office.nareis("C1", "2025-11-10"), office.nareis("C2", "2025-11-10")
    with desk.write() as uow:
        missed = by_batch(uow, desk.app.casework, [key])
        decide(uow, desk.app.casework, missed, "none", desk.by)

    assert [key] == [each.trajectory for each in missed if each.deadline.startswith(f"{key}/nareis_aanvragen#")]
    office.tick(MON_2_MARCH)
    assert [] == office.told(key)
    assert office.told(other)
