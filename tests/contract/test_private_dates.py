"""A term counted from a birth date: it reminds in time, and no event gives the day away."""

from datetime import date

import pytest

from scheduler.explain.receipt import explain
from scheduler.outbox.answers import acknowledge, snooze
from tests.scheduler.offices import BOTH, an_office
from trajectories.audit import verify
from trajectories.casework import commands as ask
from trajectories.deadlines.deadline import status
from trajectories.deadlines.voice import is_voice, ruled
from trajectories.history import events as ev
from trajectories.history.streams import OFFICE
from trajectories.local_time import write_instant
from trajectories.people.clients import NewPerson, add_person, edit_person
from trajectories.service import people_changes
from trajectories.service.office import digests, rebuild_all
from workflows.errors import Refused

BORN = "2008-06-15"
EIGHTEEN = date(2026, 6, 15)  # Monday; three months before is Sunday 15 March, so Friday 13 March
FIRST = "t1/wordt_achttien#2/before-3m.0"


@pytest.fixture
def office(request):
    office = an_office(request)
    yield office
    office.app.store.close()


pytestmark = pytest.mark.parametrize("office", BOTH, indirect=True)


def opened(office, born: str | None = BORN) -> str:
    with office.app.write() as uow:
        by = office.by()
        new = NewPerson("WL-0001", born=date.fromisoformat(born) if born else None)
        person = add_person(uow, new, by.today, office.stamp)
        command = ask.Open("achttien", person, "any", by.today, by.today)
        return str(office.app.casework.open(uow, command, by).trajectory.id)


def is_born(office, day: str) -> None:
    """What `client edit --born` does."""
    with office.app.write() as uow:
        edit_person(uow, "p1", {"born": day}, office.by().today, office.stamp)
        people_changes.follow_birth_date(office.app.casework, uow, "p1", office.by())


def dossier(office):
    with office.app.read() as uow:
        return office.app.dossiers.load(uow, "t1")


def due_days(office) -> list[date | None]:
    return [each.due_on for each in ruled(dossier(office).deadlines)]


def history(office) -> str:
    with office.app.read() as uow:
        rows = uow.connection.exec_driver_sql("SELECT data FROM event ORDER BY position").fetchall()
    return "\n".join(str(row[0]) for row in rows)


def erase(office, field: str) -> None:
    """Removes the rows while the case runs, which `client erase` refuses, and records that as it does."""
    with office.app.write() as uow:
        rows = uow.connection.exec_driver_sql(f"SELECT id FROM private WHERE field = '{field}'")
        values = [row[0] for row in rows]
        uow.connection.exec_driver_sql(f"DELETE FROM private WHERE field = '{field}'")
        uow.append(OFFICE, [(ev.Erased("p1", values, {field: len(values)}), office.by().today)], office.stamp)


def test_eighteen_is_told_three_months_ahead_and_no_event_holds_the_day(office):
    opened(office)

    report = office.tick("2026-03-13")

    assert (1, 1) == (report.due, report.sent)
    assert [("Anna", "before-3m.0")] == office.told()
    assert "15 juni 2026" in office.outbox[0].body
    for day in (BORN, "2026-06-15", "2026-03-15", "2027-06-15"):
        assert day not in history(office)


def test_it_is_said_once(office):
    opened(office)
    office.tick("2026-03-13")

    assert 0 == office.tick("2026-03-16").due


def test_why_reads_the_receipt_with_its_days(office):
    opened(office)
    office.tick("2026-03-13")

    found = explain(dossier(office), FIRST)

    assert "2026-06-15" == found.receipt["due_on"]
    assert "said" == next(each.state for each in found.rungs if each.reminder == FIRST)


def test_it_may_be_seen_and_snoozed_and_still_no_event_or_refusal_holds_the_day(office):
    """What was said is read beside answers to it, which have no day of their own to hide."""
    opened(office)
    office.tick("2026-03-13")
    with office.app.write() as uow:
        acknowledge(office.app.casework, uow, FIRST, office.by())
        snooze(office.app.casework, uow, "t1/wordt_achttien#2", date(2026, 4, 1), "gesprek", office.by())

    found = explain(dossier(office), FIRST)

    assert ["acknowledged", "snoozed"] == [each.kind for each in found.silences]
    assert "2026-06-15" == found.receipt["due_on"]
    for day in (BORN, "2026-06-15", "gesprek"):
        assert day not in history(office)


def test_a_corrected_birth_date_moves_the_terms_that_rest_on_it(office):
    opened(office)

    is_born(office, "2009-06-15")

    assert [date(2027, 6, 15), date(2028, 6, 15)] == due_days(office)
    assert "2009-06-15" not in history(office)


def test_an_unknown_birth_date_is_a_question_until_it_is_known(office):
    opened(office, born=None)
    assert ["unknown"] == [status(each, EIGHTEEN) for each in dossier(office).deadlines][:1]
    office.tick("2026-05-15")
    assert "traject client edit WL-0001 --born JJJJ-MM-DD" in office.outbox[0].body

    is_born(office, BORN)

    assert EIGHTEEN == due_days(office)[0]


def test_the_birth_date_is_changed_with_the_client_and_nowhere_else(office):
    key = opened(office)

    with pytest.raises(Refused, match="client edit"):
        office.does(key, "geboren_op", BORN)


def test_nor_with_the_opening_nor_with_a_step(office):
    key = opened(office, born=None)
    with office.app.write() as uow:
        by = office.by()
        other = add_person(uow, NewPerson("WL-0002"), by.today, office.stamp)
    facts: dict[str, ev.Value] = {"geboren_op": BORN}

    with pytest.raises(Refused, match="client edit"), office.app.write() as uow:
        office.app.casework.open(uow, ask.Open("achttien", other, "any", by.today, by.today, facts), by)
    with pytest.raises(Refused, match="client edit"), office.app.write() as uow:
        office.app.casework.advance(uow, ask.Advance(key, "afronden", by.today, facts), by)


@pytest.mark.parametrize("change", [{"void": True}, {"value": "2009-06-15"}])
def test_nor_by_correction_which_would_leave_the_term_without_its_day_for_good(office, change):
    key = opened(office)

    with pytest.raises(Refused, match="client edit"), office.app.write() as uow:
        office.app.casework.correct(uow, key, ask.Correct(2, **change), office.by(), "typefout")

    assert EIGHTEEN == due_days(office)[0]


def test_rebuild_gives_the_same_rows_and_the_history_verifies(office):
    opened(office)
    office.tick("2026-03-13")
    with office.app.write() as uow:
        before = digests(uow)
        rebuild_all(office.app.casework, uow)
        assert before == digests(uow)
        uow.set_setting("clock", write_instant(office.now))  # as its commands would have left it
        assert verify.verify(uow).ok


def test_once_erased_the_terms_are_gone_and_the_history_still_verifies(office):
    opened(office)
    office.tick("2026-03-13")

    erase(office, "born")

    assert [] == due_days(office)
    with office.app.write() as uow:
        rebuild_all(office.app.casework, uow)
        uow.set_setting("clock", write_instant(office.now))  # as its commands would have left it
        assert verify.verify(uow).ok
    before = len(office.said("t1"))
    office.tick("2026-05-15")
    said = [each.reminder for each in office.said("t1")[before:] if isinstance(each, ev.ReminderSent)]
    assert all(is_voice(each) for each in said), "only how it stands"


def test_an_erased_receipt_reads_as_nothing(office):
    opened(office)
    office.tick("2026-03-13")

    erase(office, "receipt")

    assert {} == explain(dossier(office), FIRST).receipt


def test_a_message_that_has_ended_keeps_no_day_in_the_ledger(office):
    """The ledger is never rebuilt, so an erased birth date must not live on there."""
    opened(office)
    office.tick("2026-03-13")

    with office.app.read() as uow:
        kept = uow.connection.exec_driver_sql("SELECT due_on FROM delivery_rung").fetchall()
    assert [("",)] == [tuple(row) for row in kept]
