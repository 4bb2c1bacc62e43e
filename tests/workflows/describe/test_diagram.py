"""A definition drawn in Mermaid and in DOT: by itself, with one client's road, and beside a later version."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.builders import shipped
from workflows.checks.check_definition import check
from workflows.describe.diagram import Format, changed_diagram, diagram
from workflows.format.yaml_loader import read_text
from workflows.language.stage_graph import stages_in_order
from workflows.language.workflow import Workflow

CORRECT = (Path(__file__).parent.parent / "data" / "correct.yaml").read_text()
NASTY = "'1. A: \"b\"; <c> | `d` \\e\\ {f} [g] # --> &amp; - end'"
FORMATS: tuple[Format, ...] = ("mermaid", "dot")
BOTH = pytest.mark.parametrize("written", FORMATS)


def a_workflow(*changes: tuple[str, str]) -> Workflow:
    text = CORRECT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    workflow = check(read_text(text, "f.yaml")).model
    assert workflow
    return workflow


def lines(drawn: str) -> list[str]:
    return [line.strip() for line in drawn.splitlines()]


# One definition


def test_mermaid_shows_stages_with_their_tasks_and_transitions_with_their_guards():
    drawn = lines(diagram(a_workflow(), "nl"))

    assert "flowchart TD" == drawn[0]
    for line in (
        's_begin["Begin<br/>▢ Huisarts, elk lid"]',
        's_einde(["Einde<br/>◼ Klaar"])',
        's_begin -->|"ga<br/>[alle taken gedaan en Getekend op vastgelegd]"| s_midden',
        "start --> s_begin",
    ):
        assert line in drawn


def test_dot_shows_the_same():
    drawn = lines(diagram(a_workflow(), "nl", "dot"))

    assert 'digraph "Proef" {' == drawn[0]
    for line in (
        '"stage begin" [label="Begin\\n▢ Huisarts, elk lid"];',
        '"stage einde" [label="Einde\\n◼ Klaar", peripheries=2];',
        '"stage begin" -> "stage midden" [label="ga\\n[alle taken gedaan en Getekend op vastgelegd]"];',
        'start -> "stage begin";',
    ):
        assert line in drawn


def test_a_term_stands_beside_the_stage_it_is_counted_from_else_beside_the_first_with_its_anchor():
    """A rule with versions shows the term of each; a term looked up in a parameter is known, in a fact it is named."""
    drawn = lines(diagram(a_workflow(), "nl"))

    assert 'n_midden>"◷ Duur: Maanden (maanden)"]' in drawn
    assert (
        'n_begin>"◷ Wettelijk: 10 weken / 3 maanden, vanaf Getekend op<br/>'
        '◷ Intake: 6 weken, vanaf opening van het traject"]'
    ) in drawn
    assert "s_midden -.- n_midden" in drawn


def test_a_task_that_counts_shows_how_much():
    amount = ("for: each_member}", "amount: 4, unit: {nl: dagdelen}, optional: true}")

    assert "▢ Huisarts, 4 dagdelen (mag)" in diagram(a_workflow(amount), "nl")


def test_a_term_that_hangs_on_another_stands_where_that_one_stands():
    on_duur = ("anchor: {opened: true}", "anchor: {deadline: duur}")

    assert "◷ Intake: 6 weken, vanaf laatste dag van Duur" in diagram(a_workflow(on_duur), "nl").split("n_midden>")[1]


def test_stages_come_in_the_order_of_the_road():
    """A short cut does not put a stage before those it skips; final stages come last."""
    cut = ("  sluit:", "  snel: {from: begin, to: einde}\n  terug: {from: midden, to: begin}\n  sluit:")

    assert ["begin", "midden", "einde"] == stages_in_order(a_workflow(cut))


# With the road of one client


ROAD = [("begin", date(2018, 1, 2)), ("midden", date(2018, 1, 9)), ("begin", date(2018, 1, 12))]
BACK = ("  sluit:", "  terug: {from: midden, to: begin}\n  sluit:")


def test_a_road_taken_is_dated_and_shows_where_it_stands_and_what_is_possible_next():
    """A stage entered twice has both days; one that was passed and may come again is shown as possible."""
    drawn = lines(diagram(a_workflow(BACK), "nl", path=ROAD))

    assert 's_begin["● Begin<br/>2018-01-02, 2018-01-12<br/>▢ Huisarts, elk lid"]' in drawn
    assert 's_midden["→ Midden<br/>2018-01-09"]' in drawn
    assert {"class s_begin current", "class s_midden possible"} <= set(drawn)
    assert 's_midden -->|"✓ terug"| s_begin' in drawn
    assert any(line.startswith('s_begin -->|"→ ga<br/>') for line in drawn)


def test_only_what_is_said_to_be_possible_is_shown_so():
    drawn = lines(diagram(a_workflow(BACK), "nl", path=ROAD, possible=[]))

    assert {"class s_begin current", "class s_midden visited"} <= set(drawn)
    assert "possible" not in " ".join(drawn)


def test_a_road_that_ended_has_nothing_next():
    drawn = diagram(a_workflow(), "nl", "dot", path=[("begin", date(2018, 1, 2)), ("einde", date(2018, 1, 9))])

    assert '"● Einde\\n2018-01-09\\n◼ Klaar"' in drawn
    assert "→ " not in drawn


# Two versions in one


LATER = a_workflow(
    ("midden", "helft"),
    ("  einde: {label", "  nazorg: {label: {nl: Nazorg}}\n  einde: {label"),
    ("to: einde, when: {fact: maanden, is: 9}}", "to: nazorg}\n  stop: {from: nazorg, to: einde}"),
    ("tasks: [huisarts]", "tasks: []"),
    ("term: {weeks: {parameter: weken}}", "term: 5 weeks"),
)


def test_what_came_went_and_changed_carries_a_sign():
    """The renamed stage stands there once, with its new name; the road that led to the end now leads elsewhere."""
    drawn = changed_diagram(a_workflow(), LATER, "en", "mermaid")

    for part in (
        's_begin["[~] Begin<br/>▢ [-] Huisarts, each member"]',
        's_helft["[~] Midden"]',
        's_nazorg["[+] Nazorg"]',
        's_helft -->|"[+] sluit"| s_nazorg',
        's_nazorg -->|"[+] stop"| s_einde',
        's_helft -->|"[-] sluit<br/>[Maanden = 9]"| s_einde',
        "◷ [~] Intake: 6 weeks → 5 weeks, from opening of the<br/>trajectory",
    ):
        assert part in drawn
    assert "s_midden" not in drawn


@pytest.mark.parametrize(
    "written, styles",
    [
        ("mermaid", ["class s_nazorg added", "class s_begin,s_helft changed", "linkStyle 1,2 stroke:#2e7d32",
                     "linkStyle 3 stroke:#b3261e,stroke-width:2px,stroke-dasharray:5 3"]),
        ("dot", ['label="[+] Nazorg", fillcolor="#d5e8d4"', 'label="[-] sluit\\n[Maanden = 9]", color="#b3261e"']),
    ],
)  # fmt: skip
def test_what_came_went_and_changed_is_coloured(written: Format, styles: list[str]):
    drawn = changed_diagram(a_workflow(), LATER, "en", written)

    for style in styles:
        assert style in drawn


def test_a_guard_that_changed_shows_both():
    drawn = changed_diagram(a_workflow(), a_workflow((", is: 9}}", ", is: 15}}")), "en")

    assert '"[~] sluit<br/>[Maanden = 9 → Maanden = 15]"' in drawn


@BOTH
def test_versions_that_are_the_same_carry_no_mark(written: Format):
    same = changed_diagram(a_workflow(), a_workflow(), "en", written)

    assert diagram(a_workflow(), "en", written) == same


# What is written can be read by the tools

TOKEN = re.compile(r'\s*("(?:[^"\\\n]|\\.)*"|->|[A-Za-z_][A-Za-z0-9_]*|[0-9.]+|[{}\[\]=,;])')
NAME = r'(?:"(?:[^"\\\n]|\\.)*"|[A-Za-z_]\w*|[0-9.]+)'
LOOK = rf"\[ (?:{NAME} = {NAME}(?: , )?)+ \]"
DOT_STATEMENT = re.compile(rf"{NAME}(?: -> {NAME})?(?: {LOOK})?")

ID, LABEL = r"[a-z]\w*", r'"[^"`|\\<>]*(?:<br/>[^"`|\\<>]*)*"'
MERMAID_LINES = re.compile(
    "|".join([
        rf"{ID}(?:\[{LABEL}\]|\(\[{LABEL}\]\)|\(\({LABEL}\)\)|>{LABEL}\])", rf"{ID} -->\|{LABEL}\| {ID}",
        rf"{ID} (?:-->|-\.-) {ID}", rf"class {ID}(?:,{ID})* {ID}", rf"classDef {ID} [\w#:,\- ]+",
        r"linkStyle \d+(?:,\d+)* [\w#:,\- ]+",
    ])
)  # fmt: skip


def dot_statements(text: str) -> list[str]:
    """The statements of a graph; fails at the first sign that DOT does not know."""
    tokens, place = [], 0
    while text[place:].strip():
        found = TOKEN.match(text, place)
        assert found, text[place : place + 80]
        tokens.append(found[1])
        place = found.end()
    assert ("digraph", "{", "}") == (tokens[0], tokens[2], tokens[-1])
    return [each.strip() for each in re.split(r" ; ?", " ".join(tokens[3:-1])) if each.strip()]


def is_readable(text: str, written: Format) -> bool:
    """By a small strict reading of what we write; both were also read once by the tools themselves."""
    if written == "dot":
        return all(DOT_STATEMENT.fullmatch(each) for each in dot_statements(text))
    head, *rest = lines(text)
    return head == "flowchart TD" and all(MERMAID_LINES.fullmatch(line) for line in rest)


@BOTH
def test_the_reading_refuses_what_is_broken(written: Format):
    broken = {"dot": 'digraph "a" {\n "b" [label="c" d"];\n}', "mermaid": 'flowchart TD\n  s_a["a "b""]\n'}

    with pytest.raises(AssertionError):
        assert is_readable(broken[written], written)


@BOTH
@pytest.mark.parametrize("place", ["{nl: Midden}", "{nl: Klaar}", "{nl: Duur}", "{nl: Huisarts}", "{nl: Maanden}"])
def test_a_label_cannot_break_the_drawing(place: str, written: Format):
    nasty = a_workflow((place, f"{{nl: {NASTY}}}"))

    for drawn in (
        diagram(nasty, "nl", written),
        changed_diagram(a_workflow(), nasty, "nl", written),
    ):
        assert is_readable(drawn, written)


def test_a_list_that_markdown_would_see_is_written_so_that_it_sees_none():
    assert "1#46; A: #34;b#34;#59; #60;c#62;" in diagram(a_workflow(("nl: Midden", f"nl: {NASTY}")), "nl")


@BOTH
def test_a_stage_may_be_named_as_a_word_of_the_language_it_is_drawn_in(written: Format):
    names = [("einde", "end"), ("midden", "node"), ("begin", "class")]

    assert is_readable(diagram(a_workflow(*names), "nl", written), written)


def builtin() -> Iterator[Workflow]:
    yield from (each.workflow for each in shipped().all_resolved())


@pytest.mark.slow
def test_every_definition_of_ours_is_drawn_so_that_it_can_be_read():
    bases: dict[str, Workflow] = {}
    for workflow in builtin():
        before = bases.setdefault(workflow.workflow, workflow)
        road = [(name, date(2024, 1, 1)) for name in workflow.stages]
        for written in FORMATS:
            assert is_readable(diagram(workflow, "en", written), written)
            assert is_readable(diagram(workflow, "nl", written, road), written)
            assert is_readable(changed_diagram(before, workflow, "nl", written), written)

    assert 5 <= len(bases)


# From any stage

PAUSE = ("transitions:\n", "transitions:\n  stop: {from: any, to: einde}\n")
EVERY = ("transitions:\n", "transitions:\n  stop: {from: [begin, midden], to: einde}\n")


@pytest.mark.parametrize(
    "written, box, arrow",
    [
        ("mermaid", 's_ANY["elk stadium"]', 's_ANY -->|"stop"| s_einde'),
        ("dot", '"stage ANY" [label="elk stadium"];', '"stage ANY" -> "stage einde" [label="stop"];'),
    ],
)
def test_a_step_from_any_stage_is_one_arrow(written: Format, box: str, arrow: str):
    drawn = lines(diagram(a_workflow(PAUSE), "nl", written))

    assert box in drawn
    assert [arrow] == [line for line in drawn if "stop" in line]
    assert 2 == sum("stop" in line for line in lines(diagram(a_workflow(EVERY), "nl", written)))


def test_a_step_from_any_stage_is_possible_and_was_taken_from_where_one_stood():
    workflow = a_workflow(PAUSE)
    begun, ended = ("begin", date(2024, 1, 8)), ("einde", date(2024, 1, 9))

    [here] = [line for line in lines(diagram(workflow, "en", path=[begun])) if "stop" in line]
    [kept] = [line for line in lines(diagram(workflow, "en", path=[begun], possible=["ga"])) if "stop" in line]
    [taken] = [line for line in lines(diagram(workflow, "en", path=[begun, ended])) if "stop" in line]

    assert ("→ stop" in here, "→" in kept.replace("-->", ""), "✓ stop" in taken) == (True, False, True)


def test_any_stage_came_or_went_as_one_arrow():
    drawn = lines(changed_diagram(a_workflow(), a_workflow(PAUSE), "en"))

    assert 's_ANY["any stage"]' in drawn
    assert ['s_ANY -->|"[+] stop"| s_einde'] == [line for line in drawn if "stop" in line]
