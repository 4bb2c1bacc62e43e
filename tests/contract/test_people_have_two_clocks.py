"""People have two clocks too: what held on a day, as known by an instant, for whoever reads and whatever is read."""

import inspect
import json

import pytest
from sqlalchemy import select

from cli.app import main
from cli.commands import TABLE, every_command
from cli.late import by_name
from tests.scheduler.offices import BOTH, an_office, moment
from trajectories.casework.commands import Correct
from trajectories.history import events as ev
from trajectories.local_time import write_instant
from trajectories.people.clients import NewPerson, add_person
from trajectories.people.households import form_household, house, join_household, leave_household
from trajectories.projections.then import AsItWas, office_then
from trajectories.repository.tables import (
    AGENDA,
    DEADLINE,
    HOUSEHOLD,
    MEMBERSHIP,
    PERSON,
    QUESTION,
    STAFF,
    STAFF_ROLE,
    TRAJECTORY,
)
from trajectories.service import people_changes
from workflows.errors import UsageError

ROWS = (PERSON, HOUSEHOLD, MEMBERSHIP, QUESTION, STAFF, STAFF_ROLE, TRAJECTORY, DEADLINE, AGENDA)


@pytest.fixture(params=BOTH)
def office(request):
    office = an_office(request)
    yield office
    office.app.store.close()


on_sqlite = pytest.mark.parametrize("office", ["sqlite"], indirect=True)


@pytest.fixture
def ask(office, capsys, monkeypatch):
    """What the command line says, on one line, on the office's own clock; or the document."""
    monkeypatch.setenv("TRAJECT_ACTOR", "Beheer")
    monkeypatch.setenv("COLUMNS", "240")

    def ask(*words, lang="en", code=0):
        with office.app.write() as uow:
            uow.set_setting("clock", write_instant(office.now))
        capsys.readouterr()
        assert code == main(["--database", office.app.settings.database, "--lang", lang, *words])
        said = capsys.readouterr()
        return json.loads(said.out) if "--json" in words else " ".join((said.out + said.err).split())

    return ask


def adds(office, ref, name, born):
    with office.app.write() as uow:
        new = NewPerson(ref, name, moment(born).date() if born else None)
        return add_person(uow, new, office.by().today, office.stamp)


def edits(office, ref, at, on="", reason="", **changes):
    office.now = moment(at)
    with office.app.write() as uow:
        casework = office.app.casework
        by = office.by()
        day = moment(on).date() if on else by.today
        return people_changes.edit(casework, uow, ref, changes, day, by, reason=reason)


@pytest.fixture
def family(office):
    """Amal (p1) and Sami (p2) make H-1 on Monday 16 February 2026; Noor (p3) joins in March, Sami leaves in April.

    Amal's birth date is corrected on 2 March, and she is called otherwise from 9 March, which is entered on the 16th.
    """
    for number, (name, born) in enumerate([("Amal", "1990-05-31"), ("Sami", "1988-01-01"), ("Noor", "")], 1):
        adds(office, f"P-{number}", name, born)
    with office.app.write() as uow:
        form_household(uow, "H-1", ["p1", "p2"], office.by().today, office.stamp)
        house(
            uow,
            "h1",
            ev.HouseholdHoused("westland", "W-1", "gewoon", True, uow.keep_private("h1", "address", "Dorpsstraat 1")),
            office.by().today,
            office.stamp,
        )
    edits(office, "p1", "2026-03-02T10:00", born="1990-05-13", reason="paspoort gezien")
    office.now = moment("2026-03-05T10:00")
    with office.app.write() as uow:
        join_household(uow, "h1", "p3", office.by().today, office.stamp)
    edits(office, "p1", "2026-03-16T10:00", on="2026-03-09", name="Amal Haddad")
    office.now = moment("2026-04-01T10:00")
    with office.app.write() as uow:
        leave_household(uow, "h1", "p2", office.by().today, office.stamp)
    office.now = moment("2026-04-10T10:00")
    return office


def members(document):
    return [each["ref"] for each in document["household"]["members"]]


def test_who_they_are_is_told_as_it_was_and_as_it_was_known(family, ask):
    def person(*clocks):
        found = ask("show", "P-1", *clocks, "--json")["person"]
        return found["name"], found["born"]

    assert ("Amal Haddad", "1990-05-13") == person()
    assert ("Amal", "1990-05-13") == person("--as-of", "2026-03-08")
    assert ("Amal", "1990-05-13") == person("--as-of", "2026-02-20")  # a birth date is right or wrong on every day
    assert ("Amal Haddad", "1990-05-13") == person("--as-of", "2026-03-09")
    assert ("Amal", "1990-05-13") == person("--as-of", "2026-03-09", "--known-at", "2026-03-15")
    assert ("Amal", "1990-05-31") == person("--known-at", "2026-03-01")
    assert "1990-05-31" in ask("show", "P-1", "--known-at", "2026-03-01", lang="nl")
    assert "P-1 was not known yet then" in ask("show", "P-1", "--known-at", "2026-02-01", code=5)


@on_sqlite
def test_who_lives_together_is_told_as_it_was_and_as_it_was_known(family, ask):
    def home(*clocks):
        return members(ask("show", "H-1", *clocks, "--json"))

    assert ["P-1", "P-3"] == home()
    assert ["P-1", "P-2", "P-3"] == home("--as-of", "2026-03-31")
    assert ["P-1", "P-2"] == home("--as-of", "2026-03-04")
    assert ["P-1", "P-2"] == home("--known-at", "2026-03-04")
    assert ["P-1", "P-2"] == home("--as-of", "2026-03-20", "--known-at", "2026-03-04")
    assert "H-1 was not formed yet then" in ask("show", "H-1", "--as-of", "2026-02-15", code=5)
    assert "H-1" == ask("show", "P-2", "--as-of", "2026-03-31", "--json")["person"]["household"]
    assert ask("show", "P-2", "--json")["person"]["household"] is None


@on_sqlite
def test_what_was_erased_reads_erased_and_never_another_value(family, ask):
    """Neither what came before it nor what came after."""
    with family.app.write() as uow:
        uow.connection.exec_driver_sql("DELETE FROM private WHERE subject = 'p1' AND value IN ('Amal', '1990-05-31')")

    then = ask("show", "P-1", "--known-at", "2026-03-01", "--json")["person"]
    assert ("erased", "erased") == (then["name"], then["born"])
    assert "P-1 (gewist)" in ask("show", "P-1", "--known-at", "2026-03-01", lang="nl")
    assert ("Amal Haddad", "1990-05-13") == tuple(ask("show", "P-1", "--json")["person"][k] for k in ("name", "born"))
    [member, _] = ask("show", "H-1", "--known-at", "2026-03-01", "--json")["household"]["members"]
    assert ("erased", "erased") == (member["name"], member["born"])


def test_a_birth_date_is_corrected_with_a_reason(family, ask):
    with pytest.raises(UsageError, match="say with --reason"):
        edits(family, "p1", "2026-04-10T11:00", born="1990-05-14")
    with pytest.raises(UsageError, match="say with --reason"):
        edits(family, "p1", "2026-04-10T11:00", born="")
    assert 1 == edits(family, "p3", "2026-04-10T11:00", born="2015-01-01")  # there was none

    line = ask("history", "P-1", "--json")[1]
    assert {"value": "1990-05-13", "reason": "paspoort gezien"} == line["values"]
    assert "gewijzigd: geboren: 1990-05-31 → 1990-05-13 (reden: paspoort gezien)" in ask("history", "P-1", lang="nl")


@on_sqlite
def test_the_history_of_a_client_a_household_and_the_office_can_be_read(family, ask):
    client = ask("history", "P-1", lang="nl")
    assert "cliënt toegevoegd: P-1, Amal, geboren 1990-05-31" in client
    assert "gewijzigd: naam: Amal → Amal Haddad" in client
    home = ask("history", "H-1", lang="nl")
    assert "huishouden gevormd: H-1, P-1, P-2" in home
    assert "woning: W-1 (gewoon), Westland; Dorpsstraat 1" in home
    assert "lid erbij: P-3" in home
    assert "lid vertrokken: P-2" in home
    office = ask("history", "office")
    assert "colleague added: Anna, anna@voorbeeld.nl" in office
    assert "role given: Anna, coordinator" in office
    assert "definition published: proef" in office
    assert "calendar adopted" in office
    values = [each["values"] for each in ask("history", "office", "--json")]
    assert {"name": "Anna", "email": "anna@voorbeeld.nl"} in values
    assert ["HouseholdFormed", "HouseholdHoused"] == [
        each["type"] for each in ask("history", "H-1", "--known-at", "2026-03-01", "--json")
    ]
    assert "no history of p99" in ask("history", "p99", code=5)


# what is read of all that is followed


def looks(ask, *clocks):
    """What every list and explanation says, as documents."""
    found = {name: ask(name, *clocks, "--json") for name in ("board", "overview")}
    found["caseload"] = ask("caseload", "--municipality", "any", *clocks, "--json")
    found["due"] = ask("due", "--within", "12 weeks", *clocks, "--json")
    found["why"] = ask("why", "t1/aanvragen", *clocks, "--json")
    found["why-not"] = ask("why-not", "WL-0001", "aanvragen", *clocks, "--json")
    found["show"] = ask("show", "WL-0001", *clocks, "--json")
    found["replay"] = ask("replay", "t1", *clocks, "--json")
    return found


@on_sqlite
def test_asked_later_it_is_what_was_answered_then(office, ask):
    """What was said at each moment of a story is said again of that moment, when much has happened since."""
    office.client(coordinator="s2")
    then = {}
    for at in ("2026-02-16T12:00", "2026-03-02T12:00", "2026-04-12T12:00"):
        office.now = moment(at)
        then[at] = looks(ask)
        office.now = moment(at.replace("12:00", "13:00"))
        _something_happens(office, at)
    office.now = moment("2026-06-01T12:00")

    for at, answers in then.items():
        again = looks(ask, "--known-at", at)
        for name, answer in answers.items():
            assert without(answer) == without(again[name]), (at, name)


def without(answer):
    """Only of now: whether the rows are those of the history, and questions that wait for yes or no. Only of another
    moment: which that is.
    """
    if isinstance(answer, list):
        return [without(each) for each in answer]
    if isinstance(answer, dict):
        return {key: value for key, value in answer.items() if key not in ("equals_projection", "questions", "moment")}
    return answer


def _something_happens(office, at):
    if at.startswith("2026-02"):
        office.clients(["WL-0002"], "2026-02-12", ["s2"])
        office.joins("Joost", "jurist")
        edits(office, "p1", "2026-02-16T13:00", born="1991-05-01", name="Amal", reason="paspoort")
    elif at.startswith("2026-03"):
        office.does("t1", "op", "2026-02-20")
        office.tick("2026-04-10")
        office.closes("t2")
    else:
        office.does("t1", "klaar_op", "2026-04-12")


@on_sqlite
def test_as_of_a_day_it_is_what_held(office, ask):
    office.client()
    office.now = moment("2026-03-02T12:00")
    office.closes("t1")
    office.now = moment("2026-06-01T12:00")

    assert {"proef": {"begin": 1}} == ask("board", "--as-of", "2026-03-01", "--json")["stages"]
    assert {} == ask("board", "--as-of", "2026-03-02", "--json")["stages"]
    [row] = ask("due", "--within", "12 weeks", "--as-of", "2026-03-01", "--json")
    assert ("t1/aanvragen#2", "2026-05-12", "open") == (row["deadline"], row["due_on"], row["status"])
    assert [] == ask("due", "--json")
    [answer] = ask("why-not", "WL-0001", "aanvragen", "--as-of", "2026-03-01", "--json")["trajectories"]
    assert "armed" == answer["answer"]
    assert "open" == ask("why", "t1/aanvragen", "--as-of", "2026-03-01", "--json")["status"]
    loads = ask("overview", "--as-of", "2026-03-01", "--json")["coordinators"]
    assert [1] == [each["trajectories"] for each in loads if each["trajectories"]]


def test_the_rows_of_this_moment_are_those_of_the_database(family):
    """One rule: what is made for a moment is what the projections make."""
    family.client()
    family.tick("2026-04-10T12:00")
    with family.app.read() as uow:
        asked = AsItWas(None, family.now, family.by().today)
        with office_then(uow, family.app.dossiers, family.app.casework.project, asked) as then:
            for table in ROWS:
                kept = [each for each in table.columns if each.name not in ("token", "leased_until")]
                stored, made = (
                    sorted(tuple(row) for row in each.connection.execute(select(*kept))) for each in (uow, then)
                )
                assert stored == made, table.name


def test_the_rows_of_a_moment_are_read_together_and_only_of_what_was_there_then(office):
    """However many clients there are, their values are asked for at once; a case of later is not read at all."""
    for number in range(6):
        office.client(f"WL-{number}", "2026-02-12")
    office.now = moment("2026-05-01T12:00")
    office.client("WL-9", "2026-05-01")
    asked: list[str] = []

    with office.app.read() as uow:
        if uow.is_sqlite:  # which tells what it is asked, with the values
            uow.connection.connection.driver_connection.set_trace_callback(asked.append)
        then = AsItWas(moment("2026-03-01T12:00").date(), moment("2026-03-01T12:00"), moment("2026-03-01").date())
        with office_then(uow, office.app.dossiers, office.app.casework.project, then) as apart:
            rows = apart.connection.execute(select(TRAJECTORY.c.id)).scalars().all()

    assert [f"t{number}" for number in range(1, 7)] == sorted(rows)
    if asked:
        assert 1 == sum("FROM private" in statement for statement in asked)
        assert not [statement for statement in asked if "'t7'" in statement and "INSERT" not in statement]


def test_a_case_of_which_the_day_was_corrected_to_an_earlier_one_is_there_then(office):
    """Opened as of May by a slip of the pen, and corrected to February: on the first of March it ran."""
    office.now = moment("2026-05-01T12:00")
    office.client("WL-1", "2026-05-01")
    with office.app.write() as uow:
        command = Correct(1, on=moment("2026-02-12").date())
        office.app.casework.correct(uow, "t1", command, office.by(), "een maand te laat getypt")

    with office.app.read() as uow:
        then = AsItWas(moment("2026-03-01").date(), None, moment("2026-03-01").date())
        with office_then(uow, office.app.dossiers, office.app.casework.project, then) as apart:
            assert ["t1"] == apart.connection.execute(select(TRAJECTORY.c.id)).scalars().all()


WITH_BOTH = {
    "board",
    "caseload",
    "client fact list",
    "due",
    "history",
    "overview",
    "replay",
    "show",
    "why",
    "why-not",
}


def test_every_command_that_takes_one_clock_takes_both():
    """The others speak of now, and of what is still to come: see the auditor's page."""
    clocks = {
        name: {"as_of", "known_at"} & set(inspect.signature(by_name(f"cli.{command.place}")).parameters)
        for name, command in every_command(TABLE).items()
    }

    assert WITH_BOTH == {name for name, found in clocks.items() if found}
    assert {frozenset({"as_of", "known_at"})} == {frozenset(found) for found in clocks.values() if found}


ASKED = {
    "board": ["board"],
    "caseload": ["caseload", "--municipality", "any"],
    "client fact list": ["client", "fact", "list", "WL-0001"],
    "due": ["due", "--within", "12 weeks"],
    "history": ["history", "t1"],
    "history of a client": ["history", "WL-0001"],
    "overview": ["overview"],
    "replay": ["replay", "t1"],
    "show": ["show", "WL-0001"],
    "show, a trajectory": ["show", "t1"],
    "show, a term": ["show", "t1/aanvragen"],
    "show, a timeline": ["show", "t1", "--diagram", "timeline"],
    "show, a drawing": ["show", "t1", "--diagram", "mermaid"],
    "why": ["why", "t1/aanvragen"],
    "why-not": ["why-not", "WL-0001", "aanvragen"],
    "why-not, a rule it has not": ["why-not", "WL-0001", "mvv_ophalen"],
}
CLOCKS = (
    (("--as-of", "2026-03-01"), "As it was on 2026-03-01, by what is known now."),
    (("--known-at", "2026-03-01"), "As it was on 2026-03-01, by what was recorded up to and including 2026-03-01."),
    (
        ("--as-of", "2026-03-01", "--known-at", "2026-03-02T09:30"),
        "As it was on 2026-03-01, by what was recorded up to and including 2026-03-02 09:30.",
    ),
)


@pytest.mark.one_python
@on_sqlite
def test_whatever_shows_another_moment_says_which(office, ask, capsys):
    """A page on a desk is not taken for today's. Of now nothing is said; of a drawing it is a remark in it."""
    assert WITH_BOTH == {name.partition(",")[0].partition(" of ")[0] for name in ASKED}
    office.client(coordinator="s2")
    office.now = moment("2026-06-01T12:00")
    assert "moment" not in ask("show", "t1", "--json")
    assert "As it was on" not in ask("show", "t1")
    for clocks, said in CLOCKS:
        assert said in ask("show", "t1", *clocks)

    for name, words in ASKED.items():
        assert "Zoals het was op 2026-03-01, naar wat nu bekend is." in ask(*words, *CLOCKS[0][0], lang="nl"), name
        document = ask(*words, *CLOCKS[0][0], "--json")
        for each in document if isinstance(document, list) else [document]:
            assert {"on": "2026-03-01", "known_at": None} == each["moment"], name
    of_then = ask("show", "t1", "--known-at", "2026-03-01", "--json")["moment"]
    assert {"on": "2026-03-01", "known_at": "2026-03-01T22:59:59.999999Z"} == of_then
    capsys.readouterr()
    assert 0 == main(
        ["--database", office.app.settings.database, "--lang", "en", "due", "--as-of", "2026-01-01", "--json"]
    )
    said = capsys.readouterr()
    assert [] == json.loads(said.out)
    assert "As it was on 2026-01-01" in said.err
    drawn = ask("show", "t1", "--diagram", "mermaid", "--as-of", "2026-03-01")
    assert drawn.startswith("%% As it was on 2026-03-01")
