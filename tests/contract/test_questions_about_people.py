"""What is not certain when people move is asked, stays until it is settled, and a yes is carried out at once."""

from datetime import date
from typing import Any

import pytest

from tests.builders import Desk, builtin_catalogue
from trajectories.history import events as ev
from trajectories.people.questions import Question, open_questions
from trajectories.repository.tables import PROJECTIONS
from trajectories.repository.trajectories import kept_of
from trajectories.service import asking, people_changes, settling, transfers
from trajectories.service.settling import Settled
from trajectories.service.transfers import Transfer, TransferredCase
from trajectories.views.questions import told
from workflows.catalogue.place_names import place_name
from workflows.errors import NotFound, Refused, UsageError

MON_2_MARCH = date(2026, 3, 2)
MON_9_MARCH = date(2026, 3, 9)


@pytest.fixture
def clock(clock):
    """Monday 2 March 2026."""
    clock.noon(MON_2_MARCH)
    return clock


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Wes looks after H1 in Westland, with A1 and A2; Lena after H2 in Leiden, with B1."""
    one, two, other = (desk.client(ref, "1990-05-01") for ref in ("A1", "A2", "B1"))
    west, lei = desk.household("H1", one, two), desk.household("H2", other)
    desk.open("vestiging", west, municipality="westland")
    desk.open("vestiging", lei, municipality="leiden")
    desk.assign("t1", desk.colleague("Wes", "coordinator", municipality="westland"))
    lena = desk.colleague("Lena", "coordinator", municipality="leiden")
    desk.assign(case_of(desk, lei, "vestiging"), lena)
    return desk


WES, LENA = "s2", "s3"


def case_of(desk: Desk, subject: str, workflow: str) -> str:
    query = "SELECT id FROM trajectory WHERE subject = :s AND workflow = :w ORDER BY number DESC"
    return str(desk.rows(query, {"s": subject, "w": workflow})[0][0])


def kept(desk: Desk, subject: str) -> set[tuple[str, str]]:
    """Where the open cases of a subject are counted, and who looks after them."""
    with desk.read() as uow:
        return {(each.municipality, each.coordinator) for each in kept_of(uow, [subject])}


def waiting(desk: Desk) -> list[Question]:
    with desk.read() as uow:
        return open_questions(uow)


def settle(desk: Desk, key: str, answer: Any = "yes", reason: str = "") -> Settled:
    with desk.write() as uow:
        return settling.settle(desk.casework, uow, key, answer, desk.by.today, desk.by, reason)


def transfer(desk: Desk, *keys: str, subject: str = "", **what: Any) -> list[TransferredCase]:
    with desk.write() as uow:
        command = Transfer(desk.by.today, **what)
        return transfers.transfer(desk.casework, uow, keys, command, desk.by, subject=subject)


def moves_to_leiden(desk: Desk) -> Question:
    """A2 leaves H1 for H2."""
    desk.depart("h1", "p2")
    desk.join("h2", "p2")
    [question] = waiting(desk)
    return question


# joining another household


def test_who_goes_to_live_in_leiden_is_asked_about(desk: Desk):
    """What runs for A2 is Wes's and counted in Westland until someone says otherwise."""
    question = moves_to_leiden(desk)

    assert ("transfer", "joined", "p2", "leiden", LENA) == (
        question.kind,
        question.because,
        question.subject,
        question.municipality,
        question.staff,
    )
    assert {("westland", WES)} == kept(desk, "p2")


def test_yes_takes_all_that_runs_along(desk: Desk):
    """Holder and municipality at once; the definitions stay where Leiden agreed nothing else."""
    question = moves_to_leiden(desk)

    settled = settle(desk, question.id)

    assert {("leiden", LENA)} == kept(desk, "p2")
    assert {("westland", WES)} == kept(desk, "p1")
    assert 3 == len(settled.transferred)
    assert [] == waiting(desk)


def test_no_leaves_all_as_it_was_and_says_why(desk: Desk):
    """It is not asked again; without a reason it is refused."""
    question = moves_to_leiden(desk)
    with pytest.raises(UsageError, match="--reason"):
        settle(desk, question.id, "no")

    settle(desk, question.id, "no", "blijft nog bij Wes")

    assert {("westland", WES)} == kept(desk, "p2")
    assert [] == waiting(desk)


def test_a_question_is_settled_once(desk: Desk):
    """And one that does not exist not at all, with those there are."""
    question = moves_to_leiden(desk)
    with pytest.raises(NotFound, match=question.id):
        settle(desk, "q99")
    settle(desk, question.id)

    with pytest.raises(Refused, match=question.id):
        settle(desk, question.id)


def test_between_leaving_and_joining_it_is_asked_whether_all_stays(desk: Desk):
    """Yes: it stays. No is not enough: someone must say where it goes, and that answers it."""
    desk.depart("h1", "p2")
    [question] = waiting(desk)
    assert ("stay", "split", "p2") == (question.kind, question.because, question.subject)

    with pytest.raises(Refused, match="transfer A2"):
        settle(desk, question.id, "no", "ze woont nu in Leiden")
    keys = [case_of(desk, "p2", each) for each in ("verblijf", "inburgering", "gezinshereniging")]
    transfer(desk, *keys, subject="p2", staff=LENA, municipality="leiden", anew=False)

    assert [] == waiting(desk)
    assert {("leiden", LENA)} == kept(desk, "p2")


def test_who_leaves_and_comes_back_is_asked_nothing(desk: Desk):
    """The question was overtaken."""
    desk.depart("h1", "p2")
    desk.join("h1", "p2")

    assert [] == waiting(desk)


# moving


def test_a_household_that_moves_is_asked_about_once_for_all_its_cases(desk: Desk):
    """Their settlement has a form of its own in Leiden: yes closes it here and opens it there, the others go along."""
    with desk.write() as uow:
        asking.after_moving(uow, "h1", "leiden", MON_2_MARCH, desk.stamp)
    [question] = waiting(desk)
    assert ("transfer", "moved", "h1", "leiden", "") == (
        question.kind,
        question.because,
        question.subject,
        question.municipality,
        question.staff,
    )

    settled = settle(desk, question.id)

    assert "verhuisd" == desk.dossier("t1").trajectory.outcome
    anew = desk.dossier(settled.transferred[0].opened).trajectory
    assert ("leiden", "leiden", WES) == (anew.municipality, anew.variant[:6], anew.assigned["coordinator"])
    assert {("leiden", WES)} == kept(desk, "p1") | kept(desk, "p2") | kept(desk, "h1")
    assert [] == desk.rows("SELECT 1 FROM trajectory WHERE workflow = 'inburgering' AND closed_on != ''")


def test_a_household_that_moves_within_its_municipality_is_not_asked_about(desk: Desk):
    """Nothing changes."""
    with desk.write() as uow:
        asking.after_moving(uow, "h1", "westland", MON_2_MARCH, desk.stamp)

    assert [] == waiting(desk)


# transfer


def test_a_transfer_changes_who_and_where_and_keeps_the_definition(desk: Desk):
    """From that day on; as of the day before it was Wes's."""
    key = case_of(desk, "p2", "inburgering")
    desk.clock.noon(MON_9_MARCH)

    [done] = transfer(desk, key, staff=LENA, municipality="leiden")

    now, before = desk.dossier(key).trajectory, desk.dossier(key, as_of=MON_2_MARCH).trajectory
    assert ("leiden", LENA, before.definition) == (now.municipality, now.assigned["coordinator"], now.definition)
    assert ("westland", WES) == (before.municipality, before.assigned["coordinator"])
    assert ("westland", "leiden", "") == (done.before.municipality, done.after.municipality, done.opened)


def test_where_the_municipality_has_a_form_of_its_own_someone_chooses(desk: Desk):
    """Nothing is written until then; as it is keeps the form of Westland, counted in Leiden."""
    with pytest.raises(Refused, match="--anew"):
        transfer(desk, "t1", municipality="leiden")
    assert {("westland", WES)} == kept(desk, "h1")

    transfer(desk, "t1", municipality="leiden", anew=False)

    now = desk.dossier("t1").trajectory
    assert ("leiden", True) == (now.municipality, now.variant.startswith("westland"))


def test_a_transfer_goes_to_a_coordinator_and_says_something(desk: Desk):
    """Nobody else looks after cases so; nothing at all is no transfer; what is closed is not transferred."""
    jurist = desk.colleague("Joost", "jurist")
    key = case_of(desk, "p2", "inburgering")
    with pytest.raises(Refused, match="no coordinator"):
        transfer(desk, key, staff=jurist)
    with pytest.raises(UsageError, match="--to"):
        transfer(desk, key)
    desk.close(key, "gestopt")
    with pytest.raises(Refused):
        transfer(desk, key, staff=LENA)


# a return


def test_a_client_who_returns_is_here_and_what_was_closed_is_asked_about(desk: Desk):
    """Each kind once; yes opens it with what was known of them, looked after with the household."""
    with desk.write() as uow:
        people_changes.leave(desk.casework, uow, "p2", MON_2_MARCH, desk.by, "verhuisd")
    desk.clock.noon(MON_9_MARCH)

    with desk.write() as uow:
        started = people_changes.come_back(desk.casework, uow, "p2", "h1", MON_9_MARCH, desk.by)

    assert [] == started
    assert [("present",)] == desk.rows("SELECT status FROM person WHERE id = 'p2'")
    asked = waiting(desk)
    assert {"gezinshereniging", "inburgering", "verblijf"} == {each.workflow for each in asked}
    assert {("open", "returned")} == {(each.kind, each.because) for each in asked}
    opened = settle(desk, next(each.id for each in asked if each.workflow == "inburgering")).opened
    assert WES == desk.dossier(opened).trajectory.assigned["coordinator"]
    assert 2 == len(waiting(desk))


def test_who_did_not_leave_does_not_return(desk: Desk):
    """Nor before they left."""
    with pytest.raises(Refused, match="did not leave"), desk.write() as uow:
        people_changes.come_back(desk.casework, uow, "p2", "", MON_2_MARCH, desk.by)


def test_rebuilding_gives_the_same_questions(desk: Desk):
    """Asked, settled and overtaken alike."""
    question = moves_to_leiden(desk)
    settle(desk, question.id)
    desk.depart("h2", "p2")
    before = desk.dump(*PROJECTIONS)

    desk.rebuild()

    assert before == desk.dump(*PROJECTIONS)
    transferred = [each.event for each in desk.dossier(case_of(desk, "p2", "verblijf")).history]
    assert ev.Transferred("leiden") in transferred


# questions that lose their ground


def test_a_household_of_whom_only_members_have_cases_is_asked_about(desk: Desk):
    """Its own settlement ended; what runs for A1 and A2 would still be counted in Westland."""
    desk.close("t1", "gestopt")
    with desk.write() as uow:
        asking.after_moving(uow, "h1", "leiden", desk.by.today, desk.stamp)

    [question] = waiting(desk)

    assert ("transfer", "h1", "leiden") == (question.kind, question.subject, question.municipality)


def test_what_was_transferred_one_by_one_is_asked_no_more(desk: Desk):
    moves_to_leiden(desk)

    for each in ("verblijf", "inburgering", "gezinshereniging"):
        transfer(desk, case_of(desk, "p2", each), staff=LENA, municipality="leiden", anew=False)

    assert [] == waiting(desk)


def test_who_leaves_the_programme_is_asked_nothing_on_coming_back(desk: Desk):
    """Where they were to be counted then is of no matter now; what was closed by leaving is asked about."""
    moves_to_leiden(desk)
    with desk.write() as uow:
        people_changes.leave(desk.casework, uow, "p2", desk.by.today, desk.by, "gestopt")
    with desk.write() as uow:
        people_changes.come_back(desk.casework, uow, "p2", "", desk.by.today, desk.by)
    desk.open("taalcoach", "p2", municipality="westland")

    assert {"open"} == {each.kind for each in waiting(desk)}


def test_municipalities_are_called_by_their_names(desk: Desk):
    """In both languages, and as the files call them."""
    labels = builtin_catalogue().municipalities
    assert labels == {name: place_name(name) for name in labels}
    question = moves_to_leiden(desk)

    with desk.read() as uow:
        [(_, _, words)] = told(uow, [question], desk.by.today)

    assert "voortaan mee in Leiden?" in words.nl
    assert "counted in Leiden from now on?" in words.en
    assert "The Hague" == place_name("den_haag").say("en")
    assert "Nergens Huizen" == place_name("nergens_huizen").say("nl")
