"""The days of a case taken over can be so, by hand as in a list; an unlikely one is taken when someone is sure."""

from datetime import date

import pytest

from tests.builders import Desk
from tests.contract.typed import TypedAtADesk

HEAD = "ref;workflow;municipality;stage;since;intake"


@pytest.fixture
def clock(clock):
    """Monday 2 March 2026."""
    clock.noon(date(2026, 3, 2))
    return clock


@pytest.fixture
def office(desk: Desk, request: pytest.FixtureRequest) -> TypedAtADesk:
    for each in (1, 2, 3):
        desk.household(f"H{each}", desk.client(f"C{each}", "1990-05-01"))
    return TypedAtADesk(desk, request)


def opened(office: TypedAtADesk, *words: str) -> tuple[int, str]:
    code, _, said = office.run("open", *words)
    return code, " ".join(said.split())


def shelter(office: TypedAtADesk, *words: str) -> tuple[int, str]:
    return opened(office, "vier_maal_b", "C1", "--municipality", "any", "--at", "opvang", *words)


def bad(office: TypedAtADesk, head: str, *rows: str) -> list[tuple[int, str | None, str]]:
    code, out, _ = office.run("import", "cases", office.a_list(head, *rows), "--json")
    assert 4 == code, out
    return [(each["row"], each["column"], each["reason"]) for each in office.read(out)["bad"]]


def test_whoever_came_after_the_end_of_a_programme_is_not_taken_over_into_it(office: TypedAtADesk):
    """4xB takes nobody since 2020. Whoever came in time may stand there still."""
    after = shelter(office, "--since", "2020-02-03", "--intake", "2020-01-06")
    untold = shelter(office, "--since", "2020-02-03", "--lang", "nl")
    in_time = shelter(office, "--since", "2020-02-03", "--intake", "2019-11-04")

    assert (4, "vier_maal_b takes no new clients any more after 2019-12-31") == (after[0], after[1].partition(",")[0])
    assert "en dit zou op 2020-02-03 zijn begonnen; geef de dag van de intake als dat een andere was" in untold[1]
    assert 0 == in_time[0]


def test_a_case_cannot_have_begun_after_it_stood_in_a_stage(office: TypedAtADesk):
    """An intake of 2018 picked the agreement of 2018 for a case that stood in coaching in 2017."""
    words = ("vestiging", "H1", "--municipality", "westland", "--at", "coaching_vestiging", "--since", "2017-11-06")
    later = opened(office, *words, "--intake", "2018-01-08")
    dutch = opened(office, *words, "--passed", "koppeling=2017-09-04", "--intake", "2017-10-02", "--lang", "nl")
    same_day = opened(office, *words, "--intake", "2017-11-06")

    said = "the case stood in 'Housing' on 2017-11-06 already, and cannot have begun on 2018-01-08"
    assert (4, f"{said}; mend the day of intake.") == later
    assert "het traject stond op 2017-09-04 al in ‘Koppeling’ en kan niet op 2017-10-02 zijn begonnen" in dutch[1]
    assert 0 == same_day[0]


def test_in_a_list_both_are_a_bad_cell_with_its_reason(office: TypedAtADesk):
    rows = (
        "C1;vier_maal_b;any;opvang;2020-02-03;2020-01-06",
        "C2;vier_maal_b;any;opvang;2020-02-03;",
        "H1;vestiging;westland;coaching_vestiging;2017-11-06;2018-01-08",
        "C3;vier_maal_b;any;opvang;2020-02-03;2019-11-04",
    )

    found = bad(office, HEAD, *rows)

    assert [(2, "F (intake)"), (3, "E (since)"), (4, "F (intake)")] == [each[:2] for each in found]
    assert ["takes no new clients any more", "takes no new clients any more", "cannot have begun on 2018-01-08"] == [
        said
        for (_, _, reason), said in zip(
            found,
            ("takes no new clients any more", "takes no new clients any more", "cannot have begun on 2018-01-08"),
            strict=True,
        )
        if said in reason
    ]


def test_a_case_that_begins_by_a_list_after_the_end_of_a_programme_is_a_bad_cell_too(office: TypedAtADesk):
    found = bad(office, "ref;workflow;municipality;since", "C1;vier_maal_b;any;2020-02-03", "C2;vier_maal_b;any;")

    assert [(2, "D (since)"), (3, "B (workflow)")] == [each[:2] for each in found]


def test_a_stage_of_ninety_years_ago_is_taken_when_someone_is_sure(office: TypedAtADesk):
    """So is the day of opening, of a stage before, of a fact, and the day that a correction gives."""
    coaching = ("vestiging", "H1", "--municipality", "westland", "--at", "coaching_vestiging", "--since")
    asked = opened(office, *coaching, "1930-01-06")
    before = opened(office, *coaching, "2026-01-05", "--passed", "koppeling=1931-10-13", "--lang", "nl")
    walked = opened(office, "vestiging", "H2", "--municipality", "westland", "--on", "1930-01-06")
    sure = opened(office, *coaching, "1930-01-06", "--sure")
    office.ask("open", "verblijf", "C3", "--municipality", "westland")
    fact = office.run("fact", "set", "t2", "vergunning_bekend_op", "2025-01-06", "--on", "1930-01-06")
    theirs = office.run("client", "fact", "set", "C3", "vergunning_verleend_op", "2025-01-06", "--on", "1930-01-06")
    corrected = office.run("correct", "t2", "1", "--on", "1930-01-06", "--reason", "jaar")
    mended = office.run("correct", "t2", "1", "--on", "1930-01-06", "--reason", "jaar", "--sure")

    assert [4, 4, 4, 0] == [each[0] for each in (asked, before, walked, sure)]
    said = "1930-01-06 is unlikely: that lies more than thirty years back; check the year, or repeat it with --sure"
    assert [True, True] == [said in each[1] for each in (asked, walked)]
    assert "1931-10-13 is onwaarschijnlijk: dat ligt meer dan dertig jaar terug; controleer het jaar" in before[1]
    assert [(4, True)] * 3 == [(each[0], said in " ".join(each[2].split())) for each in (fact, theirs, corrected)]
    assert 0 == mended[0]
    inside = office.run("fact", "set", "t2", "vergunning_bekend_op", "2025-01-06", "--on", "1931-01-06")
    assert 0 == inside[0], inside


def test_in_a_list_it_is_said_beforehand_of_its_cell_until_someone_is_sure(office: TypedAtADesk):
    head = f"{HEAD};Koppeling"
    rows = (
        "H1;vestiging;westland;coaching_vestiging;1930-01-06;;",
        "H2;vestiging;westland;coaching_vestiging;2026-01-05;1931-10-13;1931-10-13",
    )
    found = bad(office, head, *rows)
    code, out, _ = office.run("import", "cases", office.a_list(head, *rows), "--sure", "--apply", "--past", "none")
    facts = office.a_list("ref;fact;value;on", "t2;huurcontract_op;2026-01-05;1929-01-05")
    listed = office.read(office.run("import", "facts", facts, "--json")[1])

    assert [(2, "E (since)"), (3, "F (intake)"), (3, "G (Koppeling)")] == [each[:2] for each in found]
    assert all("repeat it with --sure if it is right" in reason for *_, reason in found)
    assert (0, True) == (code, "2 cases new" in out)
    assert [(2, "D (on)")] == [(each["row"], each["column"]) for each in listed["bad"]]
