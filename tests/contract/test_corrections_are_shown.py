"""A correction is shown as what it is: who entered what, who corrected it to what and why; and it can be taken back."""

import json
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.app import main
from scheduler.explain.entry import entered_as, entry_of, mended_to
from scheduler.planning.ladder import plan
from tests.builders import CALENDAR, Desk, a_definition, a_definition_with, a_history, a_rule, entered, opened, recorded
from tests.by_hand import by_hand, replayed
from tests.documents import a_document
from tests.scheduler.offices import BOTH, an_office, moment
from trajectories.audit.verify import verify
from trajectories.casework import commands as ask
from trajectories.casework.commands import Actor
from trajectories.casework.correct_back import decide_taking_back_correction, taken_back_by
from trajectories.history import events as ev
from trajectories.history.both_clocks import lines_of
from trajectories.history.replay import corrected, replay
from trajectories.local_time import local_day, write_instant
from trajectories.people.legal_facts import facts_of
from trajectories.service.recording import By
from trajectories.views.history import event_view, marks
from workflows.errors import NotFound, Refused, StepRefused

DAY = timedelta(1)
MON_1 = date(2024, 1, 1)


# on paper: what holds


def a_case(*more):
    """Opened, a fact, a step, half days done; then what is given."""
    return a_history(
        (MON_1, opened()),
        (MON_1 + 4 * DAY, ev.FactSet("getekend_op", "2024-01-04")),
        (MON_1 + 7 * DAY, entered("midden", "begin", "ga", "dagdelen")),
        (MON_1 + 9 * DAY, ev.TaskDone("dagdelen", "", 2)),
        *((MON_1 + (10 + count) * DAY, event) for count, event in enumerate(more)),
    )


def value_of(history):
    return replay("t1", history).fact("getekend_op")


def test_what_held_before_a_correction_holds_again():
    right = a_case(ev.EventReplaced(2, value="2024-01-03"))
    back = a_case(ev.EventReplaced(2, value="2024-01-03"), ev.EventVoided(5))

    assert "2024-01-03" == value_of(right)
    assert "2024-01-04" == value_of(back)
    assert replay("t1", a_case())._replace(version=6) == replay("t1", back)


def test_of_several_corrections_the_last_not_taken_back_holds():
    three = [ev.EventReplaced(2, value=f"2024-01-0{day}") for day in (3, 2, 1)]

    assert "2024-01-01" == value_of(a_case(*three))
    assert "2024-01-02" == value_of(a_case(*three, ev.EventVoided(7)))
    assert "2024-01-01" == value_of(a_case(*three, ev.EventVoided(6)))
    assert "2024-01-03" == value_of(a_case(*three, ev.EventVoided(6), ev.EventVoided(7)))


def test_a_voided_event_comes_back_with_its_corrections():
    back = a_case(ev.EventReplaced(2, value="2024-01-03"), ev.EventVoided(2), ev.EventVoided(6))

    assert "2024-01-03" == value_of(back)
    assert value_of(a_case(ev.EventVoided(2))) is None


def test_taking_back_can_be_taken_back():
    assert "2024-01-03" == value_of(
        a_case(ev.EventReplaced(2, value="2024-01-03"), ev.EventVoided(5), ev.EventVoided(6))
    )


def test_before_it_was_taken_back_it_was_a_correction():
    """Both stay visible: on the second clock each is as it was known."""
    back = a_case(ev.EventReplaced(2, value="2024-01-03"), ev.EventVoided(5))
    known = [replay("t1", back, known_at=each.recorded_at).fact("getekend_op") for each in back[3:]]

    assert ["2024-01-04", "2024-01-03", "2024-01-04"] == known


# on paper: what may be taken back


def take_back(history, version, compiled=None):
    compiled = compiled or a_definition()
    command = ask.Correct(version, void=True)
    correction = taken_back_by(history, command)
    assert correction is not None
    return decide_taking_back_correction(compiled, history, correction, CALENDAR, {}).events


def test_a_correction_is_voided_by_its_version():
    assert [ev.EventVoided(5)] == take_back(a_case(ev.EventReplaced(2, value="2024-01-03")), 5)
    assert (
        taken_back_by(a_case(ev.EventReplaced(2, value="2024-01-03"), ev.EventVoided(5)), ask.Correct(5, void=True))
        is None
    )
    assert taken_back_by(a_case(), ask.Correct(2, void=True)) is None


def test_the_path_must_be_possible_after_it():
    """The fact was voided and recorded anew, then the step taken; without that correction nothing is in the way."""
    history = a_history(
        (MON_1, opened()),
        (MON_1 + 10 * DAY, ev.FactSet("getekend_op", "2024-01-04")),
        (MON_1 + 11 * DAY, ev.EventReplaced(2, "2024-01-02")),
        (MON_1 + 5 * DAY, entered("midden", "begin", "ga"), MON_1 + 12 * DAY),
    )

    with pytest.raises(StepRefused, match="would not have been possible"):
        take_back(history, 3)


def test_a_step_does_not_come_back_behind_another():
    history = a_case(entered("pauze", "midden", "rust"), ev.EventVoided(5), entered("pauze", "midden", "rust"))

    with pytest.raises(StepRefused):
        take_back(history, 6)


def test_nothing_is_closed_twice():
    history = a_case(ev.TrajectoryClosed("gestopt"), ev.EventVoided(5), ev.TrajectoryClosed("verhuisd"))

    with pytest.raises(Refused, match="closed twice, by 5 and by 7"):
        take_back(history, 6)


def test_no_more_is_done_than_was_asked():
    history = a_case(ev.TaskDone("dagdelen", "", 2), ev.EventVoided(5), ev.TaskDone("dagdelen", "", 1))

    with pytest.raises(Refused, match="room for 1, and event 5 is 2"):
        take_back(history, 6)


def test_a_step_from_before_a_migration_does_not_come_back():
    """What the migration carried over rests on the stage that the trajectory was in."""
    moved = ev.Migrated("d" * 64, "e" * 64, 2, "base", "f" * 64, "midden", "midden")

    with pytest.raises(Refused, match="from before the migration"):
        take_back(a_case(entered("pauze", "midden", "rust"), ev.EventVoided(5), moved), 6)


def test_a_suspension_comes_back_only_where_the_term_runs():
    """Signed on another day since, after the day from which the term stood still."""
    held = ev.DeadlineSuspended("termijn", 2, "2024-01-20")
    compiled = a_definition_with(termijn=a_rule())

    assert [ev.EventVoided(6)] == take_back(a_case(held, ev.EventVoided(5)), 6, compiled)
    with pytest.raises(Refused, match="term"):
        take_back(a_case(held, ev.EventVoided(5), ev.EventReplaced(2, value="2024-01-25")), 6, compiled)


# on paper: the lines of a day


def documents(history):
    return [a_document(event_view(each)) for each in history]


DAYS = st.integers(1, 28).map(lambda day: f"2024-01-{day:02}")
CORRECTIONS = st.lists(
    st.one_of(
        st.builds(ev.EventVoided, st.integers(1, 12)),
        st.builds(
            ev.EventReplaced,
            st.sampled_from([2, 4]),
            DAYS,
            st.none(),
        ),
        st.builds(ev.EventReplaced, st.just(2), st.just(""), DAYS),
        st.builds(ev.EventReplaced, st.just(4), st.just(""), st.integers(1, 4)),
    ),
    max_size=8,
)


@settings(max_examples=60)
@given(CORRECTIONS, st.integers(0, 35), st.integers(0, 20))
def test_by_hand_and_by_line_is_what_replay_gives(corrections, days, known):
    """The recipe of the auditor's page; and the lines that `history` shows of a day are those that make that day."""
    history = a_case(*_of_what_is_there(corrections))
    as_of, known_at = MON_1 + days * DAY, datetime.fromisoformat("2024-01-05T12:00:00+00:00") + known * DAY
    then = replayed(replay("t1", history, as_of, known_at))

    assert then == by_hand(documents(history), as_of, known_at)
    assert then == by_hand(documents(lines_of(history, as_of, known_at)))


def _of_what_is_there(corrections):
    """Each is of an event before it."""
    kept: list[ev.EventVoided | ev.EventReplaced] = []
    for each in corrections:
        if each.version < 5 + len(kept):
            kept.append(each)
    return kept


def test_lines_say_what_voided_and_what_replaced_them():
    history = a_case(ev.EventReplaced(2, value="2024-01-03"), ev.EventVoided(4), ev.EventVoided(6), ev.EventVoided(5))
    found = {version: (each.voided_by, each.replaced_by) for (_, version), each in marks(history).items()}

    assert {1: (None, ()), 2: (None, ()), 3: (None, ()), 4: (None, ()), 5: (8, ()), 6: (7, ()), 7: (None, ())} == {
        version: found[version] for version in range(1, 8)
    }
    assert (None, (5,)) == marks(history[:6])["t1", 2][1:]
    assert (6, ()) == marks(history[:6])["t1", 4][1:]


def test_a_line_goes_by_its_day_as_corrected():
    """It stood under the day it was first entered on, in a day that replay leaves out."""
    later = recorded(5, MON_1 + 20 * DAY, ev.EventReplaced(4, "2024-01-20"))
    earlier = recorded(5, MON_1 + 20 * DAY, ev.EventReplaced(4, "2024-01-08"))

    assert [1, 2, 3] == [each.version for each in lines_of([*a_case(), later], date(2024, 1, 15), None)]
    assert [1, 2, 3, 4, 5] == [each.version for each in lines_of([*a_case(), earlier], date(2024, 1, 9), None)]


# in an office


@pytest.fixture(params=BOTH)
def office(request):
    office = an_office(request)
    yield office
    office.app.store.close()


on_sqlite = pytest.mark.parametrize("office", ["sqlite"], indirect=True)


@pytest.fixture
def ask_for(office, capsys, monkeypatch):
    """What the command line says, on one line, on the office's own clock; or the document."""
    monkeypatch.setenv("TRAJECT_ACTOR", "Beheer")
    monkeypatch.setenv("COLUMNS", "240")

    def ask_for(*words, lang="en", code=0):
        with office.app.write() as uow:
            uow.set_setting("clock", write_instant(office.now))
        capsys.readouterr()
        assert code == main(["--database", office.app.settings.database, "--lang", lang, *words])
        said = capsys.readouterr()
        return json.loads(said.out) if "--json" in words else " ".join((said.out + said.err).split())

    return ask_for


def corrects(office, version, at, reason="typfout", **what):
    office.now = moment(at)
    with office.app.write() as uow:
        return office.app.casework.correct(uow, "t1", ask.Correct(version, **what), office.by(), reason)


def enters(office, at, value):
    """Anna does."""
    office.now = moment(at)
    by = By(Actor("s2", frozenset(["coordinator"])), office.now)
    with office.app.write() as uow:
        office.app.casework.set_fact(uow, ask.SetFact("t1", "op", value, by.today), by)


def test_why_tells_who_entered_it_and_who_corrected_it(office, ask_for):
    """It credited the new value to who had entered the old one, days before it was known."""
    office.client(granted="")
    enters(office, "2026-02-18T10:00", "2026-02-04")
    corrects(office, 2, "2026-02-24T09:30", "verkeerd overgenomen van de brief", value="2026-02-10")

    text = ask_for("why", "t1/aanvragen", lang="nl")
    assert "vastgelegd feit als 2026-02-04, 2026-02-18 10:00 door Anna" in text
    assert (
        "verbeterd 2026-02-24 09:30 naar 2026-02-10 door Beheer, want: verkeerd overgenomen van de brief (versie 3)"
        in text
    )
    anchor = ask_for("why", "t1/aanvragen", "--json")["anchor"]
    assert ("2026-02-10", "2026-02-04", "Anna") == (anchor["on"], anchor["entered_as"], anchor["recorded_by"])
    [mended] = anchor["corrections"]
    assert (3, "replaced", "2026-02-10", "Beheer") == tuple(mended[k] for k in ("version", "how", "to", "recorded_by"))

    then = ask_for("why", "t1/aanvragen", "--known-at", "2026-02-20", "--json")["anchor"]
    assert ("2026-02-04", []) == (then["on"], then["corrections"])


@on_sqlite
def test_why_tells_what_else_was_corrected(office, ask_for):
    """The fact that met it: whoever reads `met on` wants to know whose day that is."""
    office.client(granted="2026-02-04")
    office.now = moment("2026-02-20")
    office.does("t1", "klaar_op", "2026-02-20")
    corrects(office, 3, "2026-02-23T09:00", "de brief kwam eerder", value="2026-02-18")

    text = ask_for("why", "t1/aanvragen", lang="nl")
    assert "Ook verbeterd" in text
    assert "3 Klaar op als 2026-02-20, 2026-02-20 10:00 door Beheer" in text
    assert "verbeterd 2026-02-23 09:00 naar 2026-02-18 door Beheer, want: de brief kwam eerder (versie 4)" in text
    [mended] = ask_for("why", "t1/aanvragen", "--json")["corrected"]
    assert (3, "2026-02-20", [4]) == (
        mended["version"],
        mended["entered_as"],
        [e["version"] for e in mended["corrections"]],
    )
    assert [] == ask_for("why", "t1/aanvragen", "--known-at", "2026-02-22", "--json")["corrected"]


def test_taken_back_it_is_as_it_was_and_both_are_told(office, ask_for):
    office.client(granted="2026-02-04")
    before = office.app.dossiers
    with office.app.read() as uow:
        was = before.load(uow, "t1")
    corrects(office, 2, "2026-02-17T09:30", value="2026-02-10")
    corrects(office, 3, "2026-02-18T09:30", "de brief was toch van de vierde", void=True)

    with office.app.read() as uow:
        now = before.load(uow, "t1")
    assert was.trajectory._replace(version=4) == now.trajectory
    assert (was.deadlines, plan(was)) == (now.deadlines, plan(now))
    text = ask_for("why", "t1/aanvragen")
    assert "corrected 2026-02-17 09:30 to 2026-02-10 by Beheer, because: typfout (version 3)" in text
    assert "correction taken back 2026-02-18 09:30 by Beheer, because: de brief was toch van de vierde" in text
    lines = {each["version"]: each for each in ask_for("history", "t1", "--json")}
    assert ([], 4) == (lines[2]["replaced_by"], lines[3]["voided_by"])
    assert {"reason": "de brief was toch van de vierde"} == lines[4]["values"]
    page = ask_for("history", "t1")
    assert "[voided by 4]" in page
    assert "version 3, the correction of 2, so taken back" in page
    assert "[corrected by 3]" in ask_for("history", "t1", "--known-at", "2026-02-17")
    assert ask_for("replay", "t1", "--json")["equals_projection"]
    assert "taken back by 4 already" in ask_for("correct", "t1", "3", "--void", "--reason", "nog eens", code=5)


@on_sqlite
def test_history_of_a_day_has_the_lines_of_replay(office, ask_for):
    office.client(granted="2026-02-04")
    office.now = moment("2026-02-20")
    office.does("t1", "klaar_op", "2026-02-20")
    corrects(office, 3, "2026-02-23", on=date(2026, 2, 17))

    shown = [each["version"] for each in ask_for("history", "t1", "--as-of", "2026-02-18", "--json")]
    assert [1, 2, 3, 4] == shown
    assert "2026-02-20" == ask_for("replay", "t1", "--as-of", "2026-02-18", "--json")["facts"]["klaar_op"]["value"]
    assert [1, 2] == [each["version"] for each in ask_for("history", "t1", "--as-of", "2026-02-16", "--json")]


@on_sqlite
def test_the_command_takes_a_correction_back(office, ask_for):
    office.client(granted="2026-02-04")
    corrects(office, 2, "2026-02-17T09:30", value="2026-02-10")

    tried = ask_for("correct", "t1", "3", "--void", "--reason", "toch goed", "--dry-run", "--json")
    assert [("2026-05-10", "2026-05-04")] == [(each["from"], each["to"]) for each in tried["deadlines"]]
    said = ask_for("correct", "t1", "3", "--void", "--reason", "toch goed")
    assert "correction 3 was taken back" in said
    assert "2026-05-10 → 2026-05-04" in said


@on_sqlite
def test_an_opening_taken_back_stays_so(office):
    """It took along what it started, and the subject may have another by now: it is opened anew."""
    office.client(granted="")
    with office.app.write() as uow:
        office.app.casework.correct(uow, "t1", ask.Correct(1, void=True), office.by(), "vergissing")
    with pytest.raises(Refused, match="open proef anew"):
        corrects(office, 2, "2026-02-17", void=True)


@on_sqlite
def test_what_is_no_correction_in_force_is_told(office):
    office.client(granted="2026-02-04")
    corrects(office, 2, "2026-02-17", void=True)
    with pytest.raises(NotFound, match="take 3 back with --void"):
        corrects(office, 2, "2026-02-17", void=True)
    with pytest.raises(NotFound, match="event 3 voided 2; with --void that is taken back"):
        corrects(office, 3, "2026-02-17", value="2026-02-05")


def test_corrected_leaves_a_history_without_corrections_alone():
    history = a_case()
    assert history == corrected(history)


# what the client has, and its copies


@pytest.fixture
def amal(sqlite_copy, clock):
    """Monday 6 July 2026: A1 has a permit (t1) and a family that may come (t2); the permit was granted on 1 July."""
    clock.noon(date(2026, 7, 6))
    desk = Desk(sqlite_copy, clock)
    desk.client("A1", "1990-05-01", "Amal Haddad")
    desk.open("verblijf", "p1")
    desk.open("gezinshereniging", "p1")
    desk.fact("t2", "vergunning_verleend_op", "2026-07-01")
    yield desk
    desk.app.store.close()


def of_person(desk, version, **what):
    with desk.write() as uow:
        return desk.casework.correct_person_fact(
            uow, f"p1@{version}", ask.Correct(version, **what), desk.by, "typefout"
        )


def granted(desk):
    """With each trajectory, and with the client."""
    with desk.read() as uow:
        theirs = [each.value for each in facts_of(uow, "p1") if each.name == "vergunning_verleend_op"]
    own = [desk.dossier(key).trajectory.facts.get("vergunning_verleend_op", ()) for key in ("t1", "t2")]
    return theirs, *([(each.value, each.version) for each in entries] for entries in own)


def now_of(desk):
    return [desk.dossier(key).trajectory._replace(version=0) for key in ("t1", "t2")]


@pytest.mark.parametrize("what", [{"value": "2026-06-20"}, {"void": True}, {"on": date(2026, 7, 2)}], ids=str)
@pytest.mark.parametrize("from_case", [False, True])
def test_a_correction_of_the_client_is_taken_back_in_every_copy(amal, what, from_case):
    """From the client, or from a case that followed: what held before holds again, the same entry in each."""
    was, before = now_of(amal), granted(amal)
    [version] = [each.version for each in history_of(amal, "p1") if isinstance(each.event, ev.FactSet)]
    amal.clock.noon(date(2026, 7, 7))
    of_person(amal, version, **what)
    assert was != now_of(amal)
    amal.clock.noon(date(2026, 7, 8))

    last = history_of(amal, "t2" if from_case else "p1")[-1].version
    if from_case:
        amal.correct("t2", last, void=True)
    else:
        of_person(amal, last, void=True)

    assert before == granted(amal)
    assert was == now_of(amal)
    with amal.read() as uow:
        assert [] == verify(uow).problems


def test_a_copy_is_told_from_where_it_was_entered(amal):
    """A case that was opened later has it as corrected, from its opening on, and credited it to whoever opened it."""
    amal.clock.noon(date(2026, 7, 7))
    of_person(amal, 2, value="2026-06-20")
    amal.clock.noon(date(2026, 7, 8))
    amal.correct("t2", 1, void=True)
    key = amal.open("gezinshereniging", "p1")
    [copy] = [each for each in history_of(amal, key) if isinstance(each.event, ev.FactSet)]

    entry = entry_of(history_of(amal, key), copy.version, lambda stream: history_of(amal, stream))
    assert entry is not None

    assert ("2026-06-20", "p1@2", "p1") == (copy.event.value, entry.origin, entry.first.stream)
    assert ("2026-07-01", date(2026, 7, 6)) == (entered_as(entry.first, {}), local_day(entry.first.recorded_at))
    assert ["2026-06-20"] == [mended_to(each, {}) for each in entry.mendings]


def test_a_step_that_holds_again_finds_what_it_started_closed(amal):
    """It is said, and not opened again by itself: that has its own day and reason."""
    key = amal.open("inburgering", "p1", inburgeringsplichtig_op="2018-03-15")
    version = amal.advance(key, "start_inburgering").recorded[0].version
    [(_, started)] = amal.started(key)
    amal.correct(key, version, void=True, also=(started,))
    [voided] = [each.version for each in history_of(amal, key) if isinstance(each.event, ev.EventVoided)]

    done = amal.correct(key, voided, void=True)

    assert "intake" != done.trajectory.stage
    assert started in done.notices[0].say("en")
    assert amal.dossier(started).trajectory.closed_on


def history_of(desk, stream):
    with desk.read() as uow:
        return uow.history(stream)
