"""Every rule of the field's register is in a built-in definition, as a term or as a rule without one."""

import pytest

from tests.builders import shipped
from workflows.language.sources import Source
from workflows.language.workflow import Workflow

PERMITS = "P1 P1b P2 P3 P4 P5 P6 P6b P7 P8"
FAMILY = "N1 N1b N1c N2 N2b N3 N4 N5 N6 N7 N8 N9 N10 N11 N12"
INTEGRATION = "I1 I2 I3 I4 I5 I6 I7 I8 J1 J2 J3 J4 J5 J6 J7 J8 J9 J10 J11 J12"
HOUSING = "H1 H2 H3 H4 H5 H6 H7 H8 H9 H10 H11 M1"
RULES = f"{PERMITS} {FAMILY} {INTEGRATION} {HOUSING}".split()

EVERY = [resolved.workflow for resolved in shipped().all_resolved()]


def terms(workflow: Workflow) -> list[tuple[str, Source]]:
    """Rule and source of each term, in each of its versions."""
    found = []
    for rule in workflow.deadlines.values():
        for each in rule.versions or (rule,):
            found.append((each.rule, workflow.sources[str(each.source or rule.source)]))
    return found


def plain(workflow: Workflow) -> list[tuple[str, Source]]:
    return [(each.rule, workflow.sources[each.source]) for each in workflow.rules.values()]


EVERYWHERE = [each for workflow in EVERY for each in terms(workflow) + plain(workflow)]


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_is_in_a_definition(rule: str):
    assert rule in {name for name, _ in EVERYWHERE}


def test_what_was_read_in_the_law_names_the_text():
    read = {(source.ref, source.text_of) for _, source in EVERYWHERE if source.certainty == "law"}

    assert [] == [ref for ref, text_of in read if text_of is None]


@pytest.mark.parametrize("rule", ["N12", "H8"])
def test_general_knowledge_is_never_called_law(rule: str):
    assert {"unverified"} == {source.certainty for name, source in EVERYWHERE if name == rule}


def test_a_term_that_the_law_gives_the_client_cannot_be_suspended():
    client = {"N1", "N1b", "N8", "N10", "P3", "P4", "H6", "H7", "J3"}
    rules = [rule for workflow in EVERY for rule in workflow.deadlines.values() if rule.rule in client]

    assert client <= {rule.rule for rule in rules}
    assert [] == [rule.label.en for rule in rules if rule.suspendable]
