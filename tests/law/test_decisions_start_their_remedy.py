"""Each decision in remedies.csv starts its remedy where a definition has it, and no other decision starts one.

decisions.csv says in which stage or fact a definition has a decision, and since when, or why none has.
"""

from collections.abc import Iterator

from tests.law.carried import Reading, definitions, iso, readings_of
from tests.law.tables import Row, overlap, table
from workflows.language.adverse import Adverse

DECISIONS = table("decisions")
REMEDIES = table("remedies")
KIND = {"interim_relief": "appeal"}  # the language has no word for it: it stands beside the appeal


def adverse_of(workflow: str, place: str) -> Adverse | None:
    kind, name = place.split()
    definition = definitions()[workflow]
    return (definition.stages if kind == "stage" else definition.facts)[name].adverse


def started(workflow: str, place: str, kind: str) -> list[Reading]:
    """The terms of one kind of remedy, each with the rules that it carries."""
    adverse = adverse_of(workflow, place)
    terms = adverse.remedies.get(KIND.get(kind, kind), ()) if adverse else ()
    carried = [row for row in table("carried") if row["workflow"] == workflow and row["term"] in terms]
    return [reading for row in carried for reading in readings_of(row)]


def places_with_a_remedy() -> Iterator[tuple[str, str]]:
    for name, workflow in definitions().items():
        for kind, several in (("stage", workflow.stages), ("fact", workflow.facts)):
            yield from (
                (name, f"{kind} {place}") for place, each in several.items() if each.adverse and each.adverse.remedies
            )


def test_every_decision_is_somewhere_or_says_why_not():
    assert {row["decision"] for row in REMEDIES} == {row["decision"] for row in DECISIONS}
    assert [] == [row["decision"] for row in DECISIONS if not row["workflow"] and not row["why"]]


def test_every_decision_against_the_client_in_a_definition_is_one_of_the_tables():
    told = {(row["workflow"], row["place"]) for row in DECISIONS if row["workflow"]}

    assert [] == [f"{workflow}: {place}" for workflow, place in places_with_a_remedy() if (workflow, place) not in told]


def test_the_remedy_is_of_the_kind_and_the_rule_and_the_length_of_the_table():
    wrong = []
    for row in DECISIONS:
        for remedy in REMEDIES if row["workflow"] else ():
            is_of_it = remedy["decision"] == row["decision"] and (remedy["valid_until"] or "9999") >= row["since"]
            if is_of_it and remedy["rule"] and not is_started(row, remedy):
                wrong.append(f"{row['decision']} {row['workflow']} {row['place']}: {remedy['remedy']} {remedy['rule']}")

    assert [] == wrong


def is_started(row: Row, remedy: Row) -> bool:
    readings = started(row["workflow"], row["place"], remedy["remedy"])
    return any(
        reading.rule == remedy["rule"]
        and iso(reading.spec.term) == remedy["length"]
        and overlap({"valid_from": reading.from_, "valid_until": reading.until}, remedy)
        for reading in readings
    )
