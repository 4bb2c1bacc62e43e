"""A row that says something else than is recorded says both, to whoever brings it in; no event keeps that."""

from datetime import date

import pytest

from tests.builders import Desk
from tests.contract.typed import TypedAtADesk
from trajectories.repository.tables import EVENT

HEAD = "ref;workflow;municipality;stage;since;coordinator;huurcontract_op;note"


@pytest.fixture
def clock(clock):
    """Monday 2 March 2026."""
    clock.noon(date(2026, 3, 2))
    return clock


@pytest.fixture
def office(desk: Desk, request: pytest.FixtureRequest) -> TypedAtADesk:
    for name in ("Cora", "Daan"):
        desk.colleague(name, "coordinator", email=f"{name.lower()}@example.org")
    office = TypedAtADesk(desk, request)
    office.bring(
        "clients", "ref;name;born;gender;route;household", "C1;Amal Haddad;1990-05-13;v;asiel;H1", "C2;Noor;;;;H2"
    )
    return office


def said(office: TypedAtADesk, kind: str, lang: str, *lines: str) -> list[str]:
    code, out, err = office.run("--lang", lang, "import", kind, office.a_list(*lines), "--json")
    assert 0 == code, (out, err)
    return [each["text"] for each in office.read(out)["differing"]]


def test_of_a_client_each_field_by_the_words_of_its_choices(office: TypedAtADesk):
    rows = ("ref;name;born;gender;route;household", "C1;Amal El-Haddad;1990-05-31;m;nareis;H2", "C2;;1992-01-02;x;;")

    assert [
        "naam is hier ‘Amal Haddad’ en in de lijst ‘Amal El-Haddad’; geboortedatum is hier ‘1990-05-13’ en in de lijst "
        "‘1990-05-31’; geslacht is hier ‘vrouw’ en in de lijst ‘man’; route is hier ‘asiel’ en in de lijst ‘nareis’; "
        "huishouden is hier ‘H1’ en in de lijst ‘H2’; een ander huishouden gaat met ‘traject household join’",
        "geboortedatum is hier niet bekend en in de lijst ‘1992-01-02’; geslacht is hier niet bekend en in de lijst "
        "‘x’",
    ] == said(office, "clients", "nl", *rows)
    assert "gender is 'female' here and 'male' in the list" in said(office, "clients", "en", *rows)[0]


def test_of_a_case_where_it_stands_where_it_belongs_who_has_it_and_its_facts(office: TypedAtADesk):
    office.bring("cases", HEAD, "H1;vestiging;westland;Huurcontract;2026-01-19;Cora;2026-01-12;Belt terug")
    rows = (HEAD, "H1;vestiging;leiden;Coaching vestiging;2026-02-02;Daan;2026-01-21;Op vakantie")

    assert [
        "t1: the stage is 'Lease' here and 'Housing' in the list ('traject advance t1'); the municipality is "
        "'Westland' here and 'Leiden' in the list ('traject transfer'); coordinator is 'Cora' here and 'Daan' in the "
        "list; Lease signed on is '2026-01-12' here and '2026-01-21' in the list; has another note"
    ] == said(office, "cases", "en", *rows)
    dutch = said(office, "cases", "nl", *rows)[0]
    assert "de stap is hier ‘Huurcontract’ en in de lijst ‘Huisvesting’" in dutch
    assert "coördinator is hier ‘Cora’ en in de lijst ‘Daan’" in dutch


def test_of_a_fact_and_of_a_dwelling(office: TypedAtADesk):
    office.bring("cases", HEAD, "H1;vestiging;westland;Huurcontract;2026-01-19;Cora;2026-01-12;")
    office.bring("households", "ref;municipality;dwelling", "H1;westland;W-1")
    fact = ("ref;fact;value", "H1;huurcontract_op;2026-01-21")
    home = ("ref;municipality;dwelling", "H1;leiden;W-2")

    assert ["Lease signed on is '2026-01-12' here and '2026-01-21' in the list"] == said(office, "facts", "en", *fact)
    assert [
        "de woning is hier ‘W-1, westland’ en in de lijst ‘W-2, leiden’; verhuizen gaat met ‘traject household move’"
    ] == said(office, "households", "nl", *home)


def test_neither_stands_in_an_event_of_a_list_that_was_followed(office: TypedAtADesk):
    file = office.a_list("ref;name", "C1;Amal El-Haddad")
    followed = office.ask("import", "clients", file, "--apply", "--update")
    stored = str(office.desk.dump(EVENT))

    assert [True] == [each["changed"] for each in followed["differing"]]
    assert [] == [name for name in ("Haddad", "El-Haddad") if name in stored]
