"""Who is told, in every role, with absences and nobody left."""

import pytest

from scheduler.messages.item import item_of
from scheduler.messages.message import compose
from scheduler.planning.ladder import plan
from scheduler.planning.recipients import Addressed, recipients
from tests.scheduler.cases import a_case, a_colleague, a_workflow, day, fact
from trajectories.history import events as ev

AUG_3 = day("2026-08-03")
THE_OTHERS = {"teamleider": "Thea", "administrator": "Ada"}


def a_member(name, *roles, **more):
    """Known by a number of their own: s and the name."""
    return a_colleague(name, *roles, **{"id": f"s-{name}", **more})


def away(name, *roles, substitute="", until=None, **more):
    named = f"s-{substitute}" if substitute else ""
    return a_member(name, *roles, away=True, substitute=named, away_until=until, **more)


def gone(name):
    """On the list of old, in no role any more."""
    return a_member(name)._replace(roles=frozenset())


def told(roles, staff, **given):
    """By name, why each is told; given: who was given which role here, in Westland."""
    assigned = [("2026-02-12", ev.Assigned(role, f"s-{name}")) for role, name in given.items()]
    written = a_case(a_workflow({}), *assigned)
    known = {each.id: each for each in staff}
    found = recipients(written, tuple(roles.split()), known, "console")
    return {known[to].name: why for to, why in found.items()}


def whole_office(*more):
    return [a_member("Thea", "teamleider"), a_member("Ada", "administrator"), *more]


# who holds the role


@pytest.mark.parametrize("role", ["coordinator", "jurist", "volunteer", "teamleider"])
def test_who_was_given_the_role_is_told_and_nobody_else(role):
    staff = whole_office(a_member("Anna", role), a_member("Bram", role))

    assert {"Bram": Addressed(role)} == told(role, staff, **{role: "Bram"})


@pytest.mark.parametrize("role", ["coordinator", "jurist"])
def test_where_nobody_was_given_it_the_colleagues_in_that_role_are_told_so(role):
    """Of the municipality, or of all of them."""
    staff = [
        a_member("Anna", role, municipality="westland"),
        a_member("Bram", role),
        a_member("Cas", role, municipality="leiden"),
    ]

    assert {"Anna": Addressed(role, (role,)), "Bram": Addressed(role, (role,))} == told(role, staff)


def test_the_team_leaders_of_the_municipality_hold_that_role_of_themselves():
    staff = whole_office(a_member("Tom", "teamleider", municipality="leiden"))

    assert {"Thea": Addressed("teamleider")} == told("teamleider", staff)


@pytest.mark.parametrize("role", ["coordinator", "jurist", "volunteer"])
def test_for_a_role_that_nobody_holds_the_team_leader_is_told(role):
    assert {"Thea": Addressed("teamleider", (role,))} == told(role, whole_office(gone("Vera")), **{role: "Vera"})


@pytest.mark.parametrize("role", ["coordinator", "jurist", "volunteer", "teamleider"])
def test_without_a_team_leader_an_administrator_is_told(role):
    """Also one of elsewhere."""
    staff = [a_member("Ada", "administrator", municipality="leiden")]

    assert {"Ada": Addressed("administrator", (role,))} == told(role, staff)


def test_a_household_without_a_volunteer_wants_nobody_in_that_place_when_someone_else_is_told():
    staff = whole_office(a_member("Anna", "coordinator"), a_member("Vera", "volunteer"))

    assert {"Anna": Addressed("coordinator")} == told("coordinator volunteer", staff, coordinator="Anna")


def test_all_volunteers_are_never_told():
    staff = whole_office(a_member("Vera", "volunteer"), a_member("Wim", "volunteer"))

    assert {"Thea": Addressed("teamleider", ("volunteer",))} == told("volunteer", staff)


def test_an_escalation_reaches_all_its_roles_and_each_person_once():
    """Anna is both; nobody is jurist, so the team leader, who is told anyway, reads why."""
    staff = whole_office(a_member("Anna", "coordinator", "volunteer"))

    found = told("coordinator volunteer jurist teamleider", staff, coordinator="Anna", volunteer="Anna")

    assert {"Anna": Addressed("coordinator"), "Thea": Addressed("teamleider", ("jurist",))} == found


# absence


@pytest.mark.parametrize("role", ["coordinator", "jurist", "volunteer", "teamleider"])
def test_a_substitute_is_told_instead_and_for_whom(role):
    """Also one who does not hold the role; colleagues in it are left alone."""
    staff = whole_office(
        away("Anna", role, substitute="Bram", until=AUG_3), a_member("Bram", "auditor"), a_member("Cas", role)
    )

    found = told(role, staff, **{role: "Anna"})

    assert {"Bram": Addressed(role, substitutes_for="Anna", substitutes_until=AUG_3)} == found


def test_a_substitute_who_is_away_too_has_a_substitute():
    """Until the first of them is back."""
    staff = [
        away("Anna", "coordinator", substitute="Bram", until=AUG_3),
        away("Bram", "coordinator", substitute="Cas", until=day("2026-07-31")),
        a_member("Cas", "coordinator"),
    ]

    found = told("coordinator", staff, coordinator="Anna")

    assert {"Cas": Addressed("coordinator", substitutes_for="Anna", substitutes_until=day("2026-07-31"))} == found


def test_two_who_stand_in_for_each_other_and_are_both_away_are_nobody():
    staff = whole_office(away("Anna", "coordinator", substitute="Bram"), away("Bram", "coordinator", substitute="Anna"))

    assert {"Thea": Addressed("teamleider", away=("coordinator",))} == told("coordinator", staff, coordinator="Anna")


def test_a_substitute_who_left_is_nobody():
    staff = whole_office(away("Anna", "coordinator", substitute="Bram"), gone("Bram"), a_member("Cas", "coordinator"))

    assert {"Cas": Addressed("coordinator", away=("coordinator",))} == told("coordinator", staff, coordinator="Anna")


def test_without_a_substitute_the_colleagues_who_are_there_are_told():
    staff = whole_office(
        away("Anna", "coordinator"),
        away("Bram", "coordinator"),
        a_member("Cas", "coordinator"),
        a_member("Dora", "coordinator", municipality="leiden"),
    )

    assert {"Cas": Addressed("coordinator", away=("coordinator",))} == told("coordinator", staff, coordinator="Anna")


@pytest.mark.parametrize("role", ["coordinator", "jurist", "volunteer"])
def test_where_everybody_who_holds_a_role_is_away_the_team_leader_is_told(role):
    staff = whole_office(away("Anna", role))

    assert {"Thea": Addressed("teamleider", away=(role,))} == told(role, staff, **{role: "Anna"})


def test_an_escalation_in_the_team_leaders_holiday_reaches_who_stands_in_or_an_administrator():
    replaced = [away("Thea", "teamleider", substitute="Bram"), a_member("Bram", "coordinator")]
    alone = [away("Thea", "teamleider"), a_member("Ada", "administrator")]

    assert {"Bram": Addressed("teamleider", substitutes_for="Thea")} == told("teamleider", replaced)
    assert {"Ada": Addressed("administrator", away=("teamleider",))} == told("teamleider", alone)


def test_who_is_there_in_the_role_is_not_told_as_a_substitute():
    """Unassigned: Bram hears it as a coordinator, though he also stands in for Anna; Thea for Cas alone."""
    staff = whole_office(
        away("Anna", "coordinator", substitute="Bram"),
        a_member("Bram", "coordinator"),
        away("Cas", "coordinator", substitute="Thea"),
    )

    assert {
        "Bram": Addressed("coordinator", ("coordinator",)),
        "Thea": Addressed("coordinator", ("coordinator",), substitutes_for="Cas"),
    } == told("coordinator", staff)


@pytest.mark.parametrize("role", ["coordinator", "jurist", "volunteer", "teamleider", "administrator"])
def test_when_nobody_at_all_is_there_the_administrators_are_told_anyway(role):
    staff = [away("Ada", "administrator"), away("Thea", "teamleider"), away("Anna", role)]

    found = told(role, staff, **{role: "Anna"})

    assert {"Ada": Addressed("administrator", away=(role,))} == {"Ada": found["Ada"]}
    assert {"Ada"} == set(found) - {"Anna" if role == "administrator" else ""}


def test_someone_away_is_better_than_nobody():
    """No administrator is left: the team leader; no team leader: whoever holds the role."""
    anna, thea = away("Anna", "coordinator"), away("Thea", "teamleider")

    assert {"Thea"} == set(told("coordinator", [anna, thea], coordinator="Anna"))
    assert {"Anna"} == set(told("coordinator", [anna], coordinator="Anna"))
    assert {"Anna"} == set(told("coordinator", [anna]))
    assert {} == told("coordinator", [gone("Anna")], coordinator="Anna")


# what they read


def letter(why, lang="nl"):
    compiled = a_workflow({"aanvragen": {"remind": [{"on_due": True}]}})
    written = a_case(compiled, ("2026-02-12", fact("2026-02-12")))
    items = [item_of(written, planned, "WL-0007", why) for planned in plan(written)]
    return " ".join(compose(lang, a_colleague(), items, day("2026-05-12")).body.split())


@pytest.mark.parametrize(
    "why, nl, en",
    [
        (
            Addressed("coordinator", substitutes_for="Anna", substitutes_until=AUG_3),
            "U vervangt Anna tot en met maandag 3 augustus 2026.",
            "You stand in for Anna until Monday 3 August 2026 inclusive.",
        ),
        (Addressed("coordinator", substitutes_for="Anna"), "U vervangt Anna.", "You stand in for Anna."),
        (
            Addressed("teamleider", away=("volunteer",)),
            "U krijgt dit omdat wie hier vrijwilliger is, afwezig is zonder vervanger.",
            "You receive this because whoever is volunteer here is away, with nobody standing in.",
        ),
        (
            Addressed("teamleider", ("volunteer",)),
            "U krijgt dit omdat dit traject geen vrijwilliger heeft.",
            "You receive this because this trajectory has no volunteer.",
        ),
    ],
)
def test_a_message_says_in_whose_place_it_comes(why, nl, en):
    assert nl in letter(why)
    assert en in letter(why, "en")


def test_who_is_told_for_themself_reads_nothing_of_that():
    assert "vervang" not in letter(Addressed("coordinator"))
    assert "U krijgt dit omdat" not in letter(Addressed("coordinator"))
