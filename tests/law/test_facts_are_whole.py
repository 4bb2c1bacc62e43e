"""The tables of the law are well formed, hang together, and leave out nothing that was read."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import combinations

import pytest

from tests.law.tables import Row, holds_on, overlap, paragraphs, table

FACTS = table("facts")
GROUNDS = table("grounds")
REMEDIES = table("remedies")
NO_TERM = table("no_term")
CASES = table("worked_cases")
RULES = {fact["rule"] for fact in FACTS}

CODES = {
    *("A1", "A4", "A5", "A6", "A7", "A8", "A9", "A10"),
    *("P1", "P3", "P4r", "P5", "P5e", "P6", "P6b", "P7"),
    *("N1", "N1b", "N2", "N2a", "N2b", "N5", "N6", "N7", "N8", "N9", "N10", "N10h", "N10v", "N10c", "N11", "N12"),
    *("I1", "I3", "I4", "I6", "I7", "J1", "J2", "J3", "J4", "J5", "J6", "J6b", "J11", "J13", "J14"),
    *("H1", "H6", "H7", "H10"),
}
# An appeal against no decision is bound to no term: a remedy without a row.
WITHOUT_A_TERM = {"A5-appeal"}
WORDS = {
    "counts_that_day": {"yes", "no", "unsure"},
    "bound": {"", "at most", "at least"},
    "direction": {"forward", "backward"},
    "moment": {"last_day", "opens"},
    "atw": {"yes", "no", "does not apply"},
    "pause": {"see grounds", "none"},
    "extension": {"see grounds", "none"},
    "certainty": {"read", "open", "not_found", "not_read"},
}
LENGTH = re.compile(r"P[1-9]\d*[DWMY]")
KINDS_OF_REMEDY = {"view", "objection", "appeal", "higher_appeal", "notice_of_default", "opposition", "interim_relief"}
# Since then the act is known by what it says; nobody is followed from its first day.
FIRST_DAY_OF_THE_OLD_ACT = "2013-01-01"


def twice(keys: Iterable[object]) -> list[object]:
    return [key for key, times in Counter(keys).items() if times > 1]


def test_every_cell_is_written_as_agreed():
    wrong = [
        f"{fact['rule']}: {column} {fact[column]!r}"
        for fact in FACTS
        for column, words in WORDS.items()
        if fact[column] not in words
    ]

    assert [] == wrong
    assert [] == [fact["rule"] for fact in FACTS if not LENGTH.fullmatch(fact["length"])]
    assert CODES == {rule.partition("-")[0] for rule in RULES}


def test_every_fact_says_where_it_was_read_when_it_starts_and_how_it_ends():
    needed = ("name", "article", "read_in", "law_date", "start_event", "remedy", "end", "said_in")

    assert [] == [f"{fact['rule']}: {column}" for fact in FACTS for column in needed if not fact[column]]


@pytest.mark.parametrize("name", ["facts", "grounds", "remedies"])
def test_a_validity_is_a_pair_of_days_in_order(name: str):
    for row in table(name):
        edges = [date.fromisoformat(row[column]) for column in ("valid_from", "valid_until") if row[column]]
        assert edges == sorted(edges), row


def test_what_is_unsure_has_a_safe_day_and_what_was_read_needs_none():
    assert [] == [fact["rule"] for fact in FACTS if (fact["certainty"] == "read") == bool(fact["safe_day"])]
    assert [] == [fact["rule"] for fact in FACTS if fact["counts_that_day"] == "unsure" and not fact["safe_day"]]


@pytest.mark.parametrize("name, key", [("facts", "rule"), ("remedies", "decision")])
def test_one_rule_never_says_two_things_on_one_day(name: str, key: str):
    pairs = combinations(table(name), 2)

    assert [] == [one[key] for one, other in pairs if one[key] == other[key] and overlap(one, other)]


def test_no_row_stands_twice():
    assert [] == twice((fact["rule"], fact["valid_from"]) for fact in FACTS)
    assert [] == twice((each["rule"], each["kind"], each["ground"], each["valid_from"]) for each in GROUNDS)
    assert [] == twice((each["decision"], each["valid_from"]) for each in REMEDIES)
    assert [] == twice(each["paragraph"] for each in NO_TERM)
    assert [] == twice(case["id"] for case in CASES)
    assert [] == twice((case["rule"], case["law_date"], case["events"], case["ground"]) for case in CASES)


def named(remedy: str) -> list[str]:
    """The rules that a cell names, without the cases in brackets."""
    return [re.sub(r" \(.*\)$", "", each) for each in remedy.split("; ")]


def test_every_rule_leads_to_a_remedy_or_says_why_to_none():
    for fact in FACTS:
        if fact["remedy"].startswith("none: "):
            continue
        assert set(named(fact["remedy"])) <= RULES | WITHOUT_A_TERM, fact["rule"]


def test_a_ground_is_of_a_rule_that_says_so_and_was_law_when_the_rule_was():
    for kind in ("pause", "extension"):
        say_so = {fact["rule"] for fact in FACTS if fact[kind] == "see grounds"}
        assert say_so == {each["rule"] for each in GROUNDS if each["kind"] == kind}
    assert {"pause", "extension"} == {each["kind"] for each in GROUNDS}
    for each in GROUNDS:
        edges = [(fact["valid_from"], fact["valid_until"]) for fact in FACTS if fact["rule"] == each["rule"]]
        assert (each["valid_from"], each["valid_until"]) in edges, each
        assert each["ground"], each
        assert each["article"], each
        assert each["length"], each
        assert each["times"], each
        assert each["certainty"] in WORDS["certainty"], each


def test_every_decision_starts_a_remedy_of_the_length_its_rule_has():
    for each in REMEDIES:
        if each["remedy"] == "none":
            assert each["reason"], each
            assert not each["rule"], each
        elif not each["rule"]:
            assert (each["remedy"], bool(each["reason"])) == ("view", True), "only a view's day may stand in a letter"
        else:
            facts = [fact for fact in FACTS if fact["rule"] == each["rule"] and overlap(fact, each)]
            assert {each["length"]} == {fact["length"] for fact in facts}, each
            assert each["start_event"], each
    assert KINDS_OF_REMEDY | {"none"} == {each["remedy"] for each in REMEDIES}


def test_everything_that_was_read_is_a_fact_or_says_why_it_gives_no_term():
    said = {key for fact in FACTS for key in fact["said_in"].split("; ")}
    without = {each["paragraph"] for each in NO_TERM}

    assert [] == [key for key in paragraphs() if key not in said | without]
    assert set() == said - set(paragraphs())
    assert [] == [key for key in without if not any(key.startswith(known) for known in paragraphs())]
    assert [] == [each["paragraph"] for each in NO_TERM if not each["because"]]


def events_of(case: Row) -> list[tuple[str, str]]:
    return [(name, value) for name, _, value in (event.partition("=") for event in case["events"].split(";"))]


def test_a_worked_case_has_its_days_and_a_reckoning():
    assert len(CASES) >= 80
    for case in CASES:
        date.fromisoformat(case["law_date"])
        assert case["reckoning"].endswith("."), case["id"]
        for name, value in events_of(case):
            assert name, case["id"]
            assert value.isdecimal() if name.endswith("in days") else date.fromisoformat(value), case["id"]
        for column in ("expected", "other_reading"):
            assert not case[column] or date.fromisoformat(case[column]), case["id"]
        assert bool(case["expected"]) == (case["kind"] != "none"), case["id"]
        assert case["expected"] != case["other_reading"] or not case["expected"], case["id"]


def test_a_worked_case_is_of_the_one_row_that_holds_on_its_day():
    kinds = {"opens": "first_day", "last_day": "last_day"}
    for case in CASES:
        facts = [fact for fact in FACTS if fact["rule"] == case["rule"] and holds_on(fact, case["law_date"])]
        expected = [] if case["kind"] == "none" else [case["kind"]]

        assert case["rule"] in RULES, case["id"]
        assert expected == [kinds[fact["moment"]] for fact in facts], case["id"]


def test_every_row_and_both_sides_of_every_edge_have_a_worked_case():
    for fact in FACTS:
        days = {case["law_date"] for case in CASES if case["rule"] == fact["rule"] and case["kind"] != "none"}
        edges = {fact["valid_from"], fact["valid_until"]} - {"", FIRST_DAY_OF_THE_OLD_ACT}

        assert edges <= days, (fact["rule"], "no case on the edge", edges - days)
        assert any(holds_on(fact, day) for day in days), fact["rule"]


def test_every_ground_with_a_length_of_its_own_has_a_worked_case():
    used = {ground for case in CASES for ground in case["ground"].split("; ")}
    needed = {
        each["ground"] for each in GROUNDS if each["certainty"] != "not_read" and each["length"] != "no limit stated"
    }

    assert set() == needed - used
    assert {""} == used - {each["ground"] for each in GROUNDS}
