"""The register of rules, and the list of programmes that the definitions follow."""

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tests.builders import shipped
from workflows.describe.rule_register import Entry, entries, ladder, natural, register
from workflows.language.workflow import Workflow

ROOT = Path(__file__).parent.parent.parent.parent
FIELD_RULES = {  # every rule of the field that has a number, by subject
    "permits": "P1 P1b P2 P3 P4 P5 P6 P6b P7 P8",
    "family": "N1 N1b N1c N2 N2b N3 N4 N5 N6 N7 N8 N9 N10 N11 N12",
    "integration": "I1 I2 I3 I4 I5 I6 I7 I8 J1 J2 J3 J4 J5 J6 J7 J8 J9 J10 J11 J12",
    "housing": "H1 H2 H3 H4 H5 H6 H7 H8 H9 H10 H11",
    "contracts": "M1",
}
NO_TRAJECTORY = {2, 33, 34, 35, 38, 39}

A_WORKFLOW = {
    "workflow": "klein",
    "version": 1,
    "label": {"nl": "Klein", "en": "Small"},
    "subject": "person",
    "sources": {
        "oud": {"ref": "Wet art. 1 (oud)", "certainty": "law", "text_of": "2018-07-28", "url": "https://example.org/1"},
        "nieuw": {"ref": "Wet art. 2", "certainty": "law"},
        "verslag": {"ref": "Verslag", "certainty": "report"},
    },
    "parameters": {"duur": 3},
    "facts": {"ontvangen_op": {"type": "date", "label": {"nl": "Ontvangen op", "en": "Received on"}}},
    "stages": {
        "begin": {"label": {"nl": "Begin", "en": "Start"}, "initial": True},
        "einde": {"label": {"nl": "Einde", "en": "End"}, "final": True, "outcome": "klaar"},
    },
    "transitions": {"rond_af": {"from": "begin", "to": "einde"}},
    "outcomes": {"klaar": {"label": {"nl": "Klaar", "en": "Done"}}},
    "deadlines": {
        "besluit": {
            "rule": "X2",
            "label": {"nl": "Besluit", "en": "Decision"},
            "anchor": {"fact": "ontvangen_op"},
            "term": "90 days",
            "legal": "statutory",
            "source": "oud",
            "remind": [{"before": "4 weeks"}, {"on_due": True}, {"overdue": "1 week", "every": "2 weeks"}],
            "version_key": {"fact": "ontvangen_op"},
            "versions": [
                {"rule": "X2", "until": "2025-03-27"},
                {"rule": "X2b", "from": "2025-03-28", "term": "9 months", "source": "nieuw", "remind": []},
            ],
        },
        "einde": {
            "rule": "X10",
            "label": {"nl": "Einde", "en": "End"},
            "anchor": {"stage": "begin"},
            "term": {"months": {"parameter": "duur"}},
            "source": "verslag",
        },
        "zonder": {
            "rule": "X1",
            "label": {"nl": "Zonder bron", "en": "Without source"},
            "anchor": {"opened": True},
            "term": "1 week",
        },
    },
    "rules": {
        "weten": {"rule": "X1b", "label": {"nl": "Weten", "en": "To know"}, "from": "2026-06-12", "source": "nieuw"},
    },
}


def small(**changed: object) -> Workflow:
    return Workflow.model_validate(A_WORKFLOW | changed)


def by_rule(found: list[Entry]) -> dict[str, Entry]:
    return {entry.rule: entry for entry in found}


# the register


def test_rules_are_listed_as_people_count():
    """P1, P1b, P2, P10: not P10 before P2."""
    assert ["N10", "P1", "P1b", "P2", "P10"] == sorted(["P10", "P2", "P1b", "N10", "P1"], key=natural)
    assert ["X1", "X1b", "X2", "X2b", "X10"] == [each.rule for each in register([(small(), [])])]


def test_each_version_stands_by_itself_with_its_own_law():
    """What a version does not say is as the rule has it."""
    found = by_rule(list(entries(small())))

    old, new = found["X2"], found["X2b"]
    assert (None, date(2025, 3, 27)) == (old.from_, old.until)
    assert (date(2025, 3, 28), None) == (new.from_, new.until)
    assert ("90 days", "9 months") == (str(old.term and old.term.en), str(new.term and new.term.en))
    assert ("Wet art. 1 (oud)", "Wet art. 2") == (old.source.ref, new.source.ref)
    assert date(2018, 7, 28) == old.source.text_of
    assert ("statutory", "statutory") == (old.legal, new.legal)
    assert ("-4w 0 +1w…2w", "") == (old.ladder, new.ladder)
    assert "Received on" == (old.counted_from and old.counted_from.en) == (old.version_key and old.version_key.en)


def test_only_what_was_read_in_the_law_counts_as_verified():
    found = by_rule(list(entries(small())))

    assert {"X2": True, "X2b": True, "X10": False, "X1": False, "X1b": True} == {
        rule: entry.is_verified for rule, entry in found.items()
    }


def test_a_rule_without_a_source_is_unverified():
    assert "unverified" == by_rule(list(entries(small())))["X1"].certainty


def test_a_rule_without_a_term_is_in_the_register_too():
    rule = by_rule(list(entries(small())))["X1b"]

    assert (None, None, "weten", date(2026, 6, 12)) == (rule.term, rule.counted_from, rule.name, rule.from_)


def test_a_variant_that_reads_otherwise_is_named_and_stands_by_itself():
    """A term changed by a parameter alone is a change too; a ladder changed is named but is no other reading."""
    longer = small(parameters={"duur": 6}, variant="elders", municipality="elders")
    quiet = dict(A_WORKFLOW["deadlines"]["einde"], remind=[{"on_due": True}])  # type: ignore[index]
    told = small(
        deadlines={**A_WORKFLOW["deadlines"], "einde": quiet},  # type: ignore[dict-item]
        variant="stil",
        municipality="stil",
    )

    found = [each for each in register([(small(), [longer, told])]) if each.name == "einde"]
    assert [("base", "3 months", ("elders", "stil")), ("elders", "6 months", ())] == [
        (each.variant, each.term and each.term.en, each.changed_by) for each in found
    ]
    assert all(each.changed_by == () for each in register([(small(), [small(variant="gelijk")])]))


def test_a_stage_called_otherwise_is_no_other_reading():
    """The term still counts from the same stage."""
    named = {**A_WORKFLOW["stages"], "begin": {"label": {"nl": "Aanvang", "en": "Outset"}, "initial": True}}  # type: ignore[dict-item]

    found = register([(small(), [small(stages=named, variant="elders")])])
    assert {"base"} == {each.variant for each in found}
    assert {()} == {each.changed_by for each in found}


def test_who_is_told_counts_as_a_change():
    """Though the days on which they are told stay the same."""
    others = dict(A_WORKFLOW["deadlines"]["einde"], remind=[{"on_due": True, "to": "jurist"}])  # type: ignore[index]
    mine = dict(others, remind=[{"on_due": True}])
    base, variant = (
        small(deadlines={"einde": rule}, variant=name) for rule, name in ((mine, "base"), (others, "elders"))
    )

    assert [("elders",)] == [each.changed_by for each in register([(base, [variant])]) if each.name == "einde"]


def test_a_ladder_is_told_in_short():
    rungs = small().deadlines["besluit"].remind

    assert "-4w 0 +1w…2w" == ladder(rungs)
    assert "" == ladder(())


def test_every_rule_of_every_definition_is_in_the_register():
    """Each version by its own id, and each rule without a term."""
    found = {(each.workflow, each.name, each.rule) for each in register((each, []) for each in bases())}

    for base in bases():
        for name, rule in base.deadlines.items():
            ids = {version.rule for version in rule.versions} or {rule.rule}
            assert {(base.workflow, name, id) for id in ids} <= found
        assert {(base.workflow, name, rule.rule) for name, rule in base.rules.items()} <= found


@pytest.mark.parametrize("rules", FIELD_RULES.values(), ids=FIELD_RULES)
def test_every_rule_of_the_field_is_in_the_register(rules: str):
    found = {each.rule for each in register((each, []) for each in bases())}

    assert [] == [rule for rule in rules.split() if rule not in found]


def test_what_was_read_in_the_law_names_the_text_that_was_read():
    """The day from which that text held: laws change, and an article alone does not say which one was meant."""
    found = register((each, []) for each in bases())

    assert [] == [(each.workflow, each.name) for each in found if each.is_verified and not each.source.text_of]


# the programmes


@cache
def bases() -> list[Workflow]:
    catalogue = shipped()
    return [catalogue.resolve(name, "any", date.max).workflow for name in catalogue.workflows]


def rows() -> list[tuple[int, str]]:
    text = (ROOT / "docs" / "programmes.md").read_text()
    return [(int(row[0]), row[1]) for row in re.findall(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|$", text, re.MULTILINE)]


def test_the_programmes_are_numbered_one_by_one():
    assert list(range(1, 40)) == [number for number, _ in rows()]


@pytest.mark.parametrize("number, followed", rows())
def test_the_list_names_the_workflow_that_follows_each_programme(number: int, followed: str):
    """And the definition names the programme; what is no trajectory is followed by none."""
    following = sorted(base.workflow for base in bases() if number in base.programmes)

    assert following == sorted(re.findall(r"`(\w+)`", followed))
    assert (number in NO_TRAJECTORY) is (followed == "no trajectory: comes with the reports")


def test_no_definition_names_a_programme_that_is_not_in_the_list():
    known = {number for number, _ in rows()}

    assert set() == {number for base in bases() for number in base.programmes} - known
