"""Each cell of the law's tables is found in the definitions, and each term of law in the definitions is in the tables.

Where they differ and both are right, allowed.csv says why.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache

from tests.law.carried import (
    Reading,
    carried_by,
    cells,
    days_left,
    definitions,
    ground_name,
    own_grounds,
    readings_of,
    said,
    spelled,
    told_grounds,
    touches,
)
from tests.law.tables import Row, table
from workflows.describe.rule_register import NO_SOURCE, readings

FACTS = table("facts")
RULES = {fact["rule"] for fact in FACTS}
CARRIED = table("carried")
ALLOWED = table("allowed")
REMEDY = re.compile(r"[APNIJH]\d+[a-z]?(?:-[a-z-]+[a-z])?")
EVERY = [reading for row in CARRIED if row["workflow"] for reading in readings_of(row)]


def allowed(rule: str, place: str, cell: str) -> bool:
    return any(
        each["rule"] in (rule, "*") and each["place"] in (place, "*") and each["cell"] == cell for each in ALLOWED
    )


def rows_for(reading: Reading) -> list[Row]:
    return [fact for fact in FACTS if fact["rule"] == reading.rule and touches(fact, reading)]


@cache
def all_differences() -> list[tuple[str, str, str, str, str]]:
    """Rule, place, cell, what the table says, what the definition says."""
    return [each for reading in EVERY for fact in rows_for(reading) for each in _of_one(reading, fact)]


def _of_one(reading: Reading, fact: Row) -> Iterator[tuple[str, str, str, str, str]]:
    told, own = said(fact), cells(reading)
    for cell, value in told.items():
        if value != own[cell]:
            yield reading.rule, reading.place, cell, value, own[cell]
    if not _is_start(fact["start_event"], reading, spelled(reading.spec.anchor)):
        yield reading.rule, reading.place, "start_event", fact["start_event"], spelled(reading.spec.anchor)
    key = reading.spec.version_key
    if key and fact["law_date"] != "no edge known" and not _is_start(fact["law_date"], reading, spelled(key)):
        yield reading.rule, reading.place, "law_date", fact["law_date"], spelled(key)
    yield from _of_grounds(reading)


def _of_grounds(reading: Reading) -> Iterator[tuple[str, str, str, str, str]]:
    told, own = told_grounds(reading), own_grounds(reading)
    for kind, name in sorted({*told, *own}):
        table_has, definition_has = told.get((kind, name)), own.get((kind, name))
        if table_has != definition_has:
            yield reading.rule, reading.place, f"{kind} {name}", str(table_has), str(definition_has)


def _is_start(words: str, reading: Reading, anchor: str) -> bool:
    return any(
        (each["words"], each["workflow"], each["anchor"]) == (words, reading.workflow, anchor)
        for each in table("starts")
    )


def test_every_rule_of_the_tables_is_carried_or_says_why_not():
    rules = {fact["rule"] for fact in FACTS}

    assert rules == {row["rule"] for row in CARRIED}
    assert [] == [row["rule"] for row in CARRIED if not row["workflow"] and not row["why"]]
    both = [row["rule"] for row in CARRIED if not row["workflow"] and carried_by(row["rule"])]
    assert [] == both


def test_every_row_of_a_rule_that_is_carried_is_found():
    lost = [
        f"{fact['rule']} {fact['valid_from']}"
        for fact in FACTS
        if (several := carried_by(fact["rule"])) and not any(touches(fact, each) for each in several)
    ]

    assert [] == lost


def test_every_cell_is_as_the_table_has_it():
    differences = sorted({each for each in all_differences() if not allowed(*each[:3])})

    assert [] == differences


def test_a_definition_holds_on_no_day_on_which_the_law_does_not_unless_it_says_that_it_is_not_verified():
    beyond = [
        f"{reading.rule} {reading.place} {reading.from_}-{reading.until}"
        for reading in EVERY
        if reading.certainty == "law"
        and days_left(reading, [each for other in _together(reading) for each in FACTS if each["rule"] == other])
        and not allowed(reading.rule, reading.place, "validity")
    ]

    assert [] == sorted(set(beyond))


def _together(reading: Reading) -> set[str]:
    """The rules that share the term, such as those of the two laws on integration."""
    return {row["rule"] for row in CARRIED if (row["workflow"], row["term"]) == (reading.workflow, reading.term)}


def test_every_term_of_law_in_the_definitions_is_in_the_tables():
    carried = {(row["workflow"], row["term"]) for row in CARRIED}
    unknown = [
        f"{workflow.workflow}/{name}: {spec.rule}"
        for workflow in definitions().values()
        for name, rule in workflow.deadlines.items()
        for spec, _ in readings(rule)
        if spec.legal == "statutory"
        and (workflow.workflow, name) not in carried
        and not allowed(spec.rule, f"{workflow.workflow}/{name}", "term")
    ]

    assert [] == unknown


def test_every_rule_that_a_definition_names_from_the_law_is_in_the_tables():
    """The ids of D.1 to D.6 and of our own, without the tables' endings; rule_codes.csv says why one has no row."""
    known = [*(fact["rule"].partition("-")[0] for fact in FACTS), *(row["code"] for row in table("rule_codes"))]
    unknown = sorted(
        {
            spec.rule
            for workflow in definitions().values()
            for rule in workflow.deadlines.values()
            for spec, _ in readings(rule)
        }
        | {rule.rule for workflow in definitions().values() for rule in workflow.rules.values()}
    )

    assert [] == [rule for rule in unknown if not any(fnmatchcase(rule, code) for code in known)]
    assert [] == [row["code"] for row in table("rule_codes") if not row["why"]]


def test_every_ground_of_a_carried_rule_has_a_name_or_a_reason():
    carried = {row["rule"] for row in CARRIED if row["workflow"]}
    rows = [row for row in table("grounds") if row["rule"] in carried]

    assert [] == [f"{row['rule']}: {row['ground']}" for row in rows if ground_name(row) is None]
    assert [] == [row["ground"] for row in table("ground_names") if not row["name"] and not row["why"]]


def test_a_decision_that_the_tables_give_a_remedy_starts_it_in_the_definition():
    """Of each term within which must be decided: one of the remedies of its row is started by a decision there."""
    lost = []
    for reading in EVERY:
        started = {rule for term in _started(reading.workflow) for rule in _rules_of(reading.workflow, term)}
        remedies = {rule for fact in rows_for(reading) for rule in _remedies(fact)}
        if remedies and not started & remedies and not allowed(reading.rule, reading.place, "remedy"):
            lost.append(f"{reading.rule} {reading.place}: {sorted(remedies)}")

    assert [] == sorted(set(lost))


def _remedies(fact: Row) -> list[str]:
    """The rules that its column names; a term that leads to no decision says so with `none`."""
    found = [] if fact["remedy"].startswith("none") else REMEDY.findall(fact["remedy"])
    return [each for each in found if each in RULES]


def _started(workflow: str) -> set[str]:
    definition = definitions()[workflow]
    decisions = [stage.adverse for stage in definition.stages.values()]
    decisions += [fact.adverse for fact in definition.facts.values()]
    return {term for adverse in decisions if adverse for terms in adverse.remedies.values() for term in terms}


def _rules_of(workflow: str, term: str) -> set[str]:
    return {row["rule"] for row in CARRIED if (row["workflow"], row["term"]) == (workflow, term)}


def test_what_is_allowed_to_differ_does_and_is_short():
    """A line that nothing needs any more is taken out."""
    differ = {each[:3] for each in all_differences()}
    statutory = {
        (spec.rule, f"{workflow.workflow}/{name}", "term")
        for workflow in definitions().values()
        for name, rule in workflow.deadlines.items()
        for spec, _ in readings(rule)
    }
    other = {(reading.rule, reading.place, cell) for reading in EVERY for cell in ("validity", "remedy")}
    found = differ | statutory | other
    unused = [
        each
        for each in ALLOWED
        if not any(
            each["rule"] in (rule, "*") and each["place"] in (place, "*") and each["cell"] == cell
            for rule, place, cell in found
        )
    ]

    assert [] == unused
    assert [] == [each for each in ALLOWED if not each["reason"]]
    assert len(ALLOWED) <= 30


def test_a_source_that_is_law_names_the_text_that_was_read():
    without = [
        f"{name}: {key}"
        for name, workflow in definitions().items()
        for key, source in workflow.sources.items()
        if source.certainty == "law" and not source.text_of
    ]

    assert [] == without
    assert NO_SOURCE.certainty == "unverified"
