"""Lists say whose cases they looked through, and name clients; who is unknown or has none is told so."""

from datetime import date

import pytest

from cli.reading import caseload_page
from cli.render import Page
from scheduler.messages.digest import digest_of
from scheduler.messages.message import Message, compose
from scheduler.views.digest import told_of, with_names
from tests.builders import Desk
from trajectories.people.names import called, called_in
from trajectories.people.staff import staff_by_name, staff_on
from trajectories.projections.caseload import running_in
from trajectories.views.caseload import CaseloadView, case_view, caseload_view
from trajectories.views.client_list import ClientListView, client_list_view
from trajectories.views.due import DuePage, due_page
from trajectories.views.subject import household_view, note_views, person_view
from trajectories.views.whose import Whose, looked_through
from workflows.errors import NotFound
from workflows.language.terms import Term
from workflows.words import Lang

MON_2_MARCH = date(2026, 3, 2)


@pytest.fixture
def clock(clock):
    clock.noon(MON_2_MARCH)
    return clock


@pytest.fixture
def office(desk: Desk) -> Desk:
    """Two households in Westland, with four cases each: Ria is a volunteer for one, Wes coordinates both."""
    wes, ria = desk.colleague("Wes", "coordinator"), desk.colleague("Ria Valstar", "volunteer")
    for number in (1, 2):
        person = desk.client(f"A{number}", "1985-05-01", f"Amal {number}")
        key = desk.open("vestiging", desk.household(f"H{number}", person), municipality="westland")
        desk.assign(key, wes)
    desk.assign("t1", ria, role="volunteer")
    return desk


def whose(desk: Desk, name: str = "", role: str = "", place: str = "") -> Whose:
    with desk.read() as uow:
        return Whose(staff_by_name(uow, name, desk.by.today) if name else None, role, place)


def due(desk: Desk, of: Whose, days: int = 60, lang: Lang = "en") -> DuePage:
    term = Term(days, "day")
    today = desk.by.today
    with desk.read() as uow:
        return due_page(uow, of, today, date.fromordinal(today.toordinal() + days), term, lang)


def caseload(desk: Desk, of: Whose, lang: Lang = "en") -> CaseloadView:
    with desk.read() as uow:
        running = running_in(uow, of.scope)
        names = called(uow, (each.subject for each in running), desk.by.today)
        written = [desk.app.dossiers.load(uow, each.id) for each in running]
        cases = [case_view(uow, each, of, names, staff_on(uow, desk.by.today), desk.by.today, lang) for each in written]
        return caseload_view(of, looked_through(uow, of).words.say(lang), cases, desk.by.today)


def clients(desk: Desk, of: Whose) -> ClientListView:
    with desk.read() as uow:
        return client_list_view(uow, of, desk.by.today, "en", with_left=False)


def looked(desk: Desk, of: Whose, lang: Lang = "en") -> str:
    with desk.read() as uow:
        return looked_through(uow, of).words.say(lang)


# what was looked through


def test_a_volunteer_sees_what_was_given_to_her(office: Desk):
    """As coordinator she has none, and that nothing ends there is no news of her case."""
    found = due(office, whose(office, "Ria Valstar"), 0)

    assert ("4 open cases of Ria Valstar", "nothing ends within 0 days") == (found.looked, found.nothing_ends)
    rows = due(office, whose(office, "Ria Valstar"), 365).document
    assert "t1" in {row.trajectory for row in rows}
    assert {"H1", "A1"} == {row.subject for row in rows}
    as_coordinator = due(office, whose(office, "Ria Valstar", "coordinator"))
    assert ([], "") == (as_coordinator.document, as_coordinator.nothing_ends)
    assert "Ria Valstar has no open case as coordinator, but 4 in all: --of 'Ria Valstar'" == (as_coordinator.looked)


def test_an_empty_answer_says_how_many_cases_and_how_far_ahead(office: Desk):
    found = due(office, whose(office, "Wes"), 0)

    assert not [row for row in found.document if row.due_on]
    assert "8 open cases of Wes; nothing ends within 0 days" == f"{found.looked}; {found.nothing_ends}"
    dutch = due(office, whose(office, "Wes"), 0, "nl")
    assert "8 lopende zaken van Wes; binnen 0 dagen loopt niets af" == f"{dutch.looked}; {dutch.nothing_ends}"


@pytest.mark.parametrize(
    "name, role, place, en, nl",
    [
        ("Wes", "", "leiden", "Wes has no open case in Leiden, but 8 in all: --of 'Wes'", ""),
        ("Otto", "", "", "no open case was given to Otto", "aan Otto is geen lopende zaak toegewezen"),
        ("", "", "leiden", "no case is open in Leiden", "er loopt geen zaak in Leiden"),
        ("", "", "westland", "8 open cases in Westland", "8 lopende zaken in Westland"),
        ("", "", "", "8 open cases", "8 lopende zaken"),
    ],
)
def test_who_or_where_nothing_runs_is_told_so(office: Desk, name: str, role: str, place: str, en: str, nl: str):
    office.colleague("Otto", "auditor")
    of = whose(office, name, role, place)

    assert en == looked(office, of)
    assert nl in ("", looked(office, of, "nl"))


def test_an_unknown_name_is_told_so(office: Desk):
    with pytest.raises(NotFound, match="Ria"):
        whose(office, "Ria Valster")


def test_who_has_a_case_in_a_role_they_lost_still_sees_it(office: Desk):
    """The case is theirs until it is handed over."""
    with office.write() as uow:
        uow.connection.exec_driver_sql("UPDATE staff_role SET until_on = '2026-03-01' WHERE role = 'volunteer'")

    assert "4 open cases of Ria Valstar" == looked(office, whose(office, "Ria Valstar"))


# rows


def test_a_row_names_client_and_term_in_words(office: Desk):
    rows = due(office, whose(office), 365, "nl").document

    named = {(row.trajectory, row.subject, row.name) for row in rows}
    assert {("t1", "H1", "Amal 1"), ("t5", "H2", "Amal 2")} <= named
    assert "Woning na koppeling" in {row.label for row in rows}
    assert not [row for row in rows if row.label == row.rule]


def test_a_household_is_called_by_who_came_first_and_how_many_more(office: Desk):
    office.join("h1", office.client("A3", "2015-05-01"))

    with office.read() as uow:
        found = called(uow, ["h1", "p1"], office.by.today)
    assert ("H1 (Amal 1 +1)", "A1 (Amal 1)") == (str(found["h1"]), str(found["p1"]))


def test_what_a_statement_asks_of_many_clients_is_asked_in_parts(office: Desk):
    """Databases stop at some tens of thousands of parameters."""
    with office.read() as uow:
        found = called(uow, [f"p{number}" for number in range(1_200)], office.by.today)

    assert {"p1", "p2"} == set(found)


# the daily message


def digest(desk: Desk, name: str, *, on_screen: bool) -> Message:
    with desk.read() as uow:
        staff = staff_on(uow, desk.by.today)
        member = staff_by_name(uow, name, desk.by.today)
        found = digest_of(uow, member, desk.by.today, weekly=False, staff=staff)
        if on_screen:
            _, found = with_names([], found, called_in(uow, told_of([], found), desk.by.today))
    return compose("en", member, [], desk.by.today, found)


def test_names_stand_on_the_screen_and_in_nothing_that_is_sent(office: Desk):
    assert "A1 (Amal 1)" in digest(office, "Wes", on_screen=True).body
    assert "Amal" not in str(digest(office, "Wes", on_screen=False))


def test_who_has_no_cases_is_not_told_that_nothing_is_to_be_done(office: Desk):
    office.colleague("Otto", "auditor")

    body = digest(office, "Otto", on_screen=True).body

    assert "No open case was given to you, so nothing was looked at." in body
    assert "nothing is overdue" not in body


# caseload and clients


def test_a_caseload_is_every_case_with_where_it_stands_and_what_is_to_be_done(office: Desk):
    cases = caseload(office, whose(office, "Ria Valstar")).cases
    [case] = [each for each in cases if each.trajectory == "t1"]

    assert ("t1", "H1", "Amal 1", "Match", MON_2_MARCH, ["volunteer"]) == (
        case.trajectory,
        case.subject,
        case.name,
        case.stage_label,
        case.since,
        case.roles,
    )
    assert case.next
    assert case.next.due_on > MON_2_MARCH


def test_the_list_of_a_municipality_says_who_has_each_case(office: Desk, capsys: pytest.CaptureFixture[str]):
    """A team leader saw every case of the team, and of none whose it was; nor which were nobody's."""
    office.open(
        "vestiging", office.household("H3", office.client("A3", "1985-05-01", "Amal 3")), municipality="westland"
    )
    view = caseload(office, whose(office, place="westland"), "nl")
    of = {each.trajectory: each.assigned for each in view.cases}

    assert {"coordinator": "Wes", "volunteer": "Ria Valstar"} == of["t1"]
    assert {} == next(each.assigned for each in view.cases if each.subject == "H3")
    caseload_page.caseload(Page(), view, "nl")
    told = " ".join(capsys.readouterr().out.split())
    assert "niemand" in told
    assert "Wes" in told
    caseload_page.caseload(Page(), caseload(office, whose(office, "Wes"), "nl"), "nl")
    assert "coördinator" not in capsys.readouterr().out


def test_what_is_overdue_stands_first_in_a_caseload(office: Desk):
    office.advance("t1", "start_coaching", huurcontract_op="2026-03-02")
    office.clock.noon(date(2026, 7, 1))

    first = caseload(office, whose(office, "Wes")).cases[0]

    assert first.next
    assert "overdue" == first.next.status
    assert first.overdue >= 1


def test_the_clients_of_someone_are_those_of_their_cases(office: Desk):
    office.client("Z9", "1990-01-01")

    assert ["A1", "A2", "Z9"] == [each.ref for each in clients(office, whose(office)).clients]
    mine = clients(office, whose(office, "Ria Valstar"))
    assert [("A1", "H1", ["t1"])] == [(each.ref, each.household, each.of_household) for each in mine.clients]
    assert ["t2", "t3", "t4"] == mine.clients[0].trajectories
    assert "4 open cases of Ria Valstar" == mine.looked_through
    assert [] == clients(office, whose(office, place="leiden")).clients


# show


def test_a_person_is_shown_with_household_birth_date_and_notes(office: Desk):
    office.note("t1", "Belt liever 's avonds")
    with office.read() as uow:
        person = person_view(uow, "p1", office.by.today, None)
        home = household_view(uow, "h1", office.by.today, None)
        notes = note_views(uow, [office.app.dossiers.load(uow, "t1")], office.by.today, None)

    assert ("A1", "H1", date(1985, 5, 1), None) == (person.ref, person.household, person.born, person.dwelling)
    assert [("A1", "Amal 1", date(1985, 5, 1))] == [tuple(each) for each in home.members]
    assert [("t1", "Belt liever 's avonds")] == [(each.trajectory, each.text) for each in notes]
