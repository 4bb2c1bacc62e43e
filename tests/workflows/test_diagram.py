"""A definition drawn for Mermaid."""

from datetime import date
from pathlib import Path

from workflows.checks import check
from workflows.diagram import mermaid
from workflows.graph import stages_in_order
from workflows.loader import read, read_text

CORRECT = Path(__file__).parent / "data" / "correct.yaml"


def a_workflow(old="", new=""):
    text = CORRECT.read_text().replace(old, new) if old else CORRECT.read_text()
    workflow = check(read_text(text, "f.yaml")).model
    assert workflow
    return workflow


def lines(*args, **options):
    return [line.strip() for line in mermaid(*args, **options).splitlines()]


def test_stages_transitions_and_terms_are_drawn():
    """Labels in the language asked for; a term beside the stage it counts from."""
    drawn = lines(a_workflow(), "nl")

    assert "stateDiagram-v2" == drawn[0]
    for line in ('state "Begin" as begin', "[*] --> begin", "begin --> midden : ga", "einde --> [*] : Klaar"):
        assert line in drawn
    note = drawn.index("note right of midden")
    assert "Duur#58; Maanden (maanden)" == drawn[note + 1]
    assert "Intake#58; 6 weken" in drawn


def test_a_road_taken_is_coloured_and_dated():
    """The stage where the client is now stands out; a stage entered twice has both days."""
    road = [("begin", date(2018, 1, 2)), ("midden", date(2018, 1, 9)), ("begin", date(2018, 1, 12))]

    drawn = lines(a_workflow(), "nl", road)

    for line in ("begin : 2018-01-02, 2018-01-12", "class begin current", "class midden visited"):
        assert line in drawn


def test_signs_that_mermaid_reads_are_written_as_entities():
    """A label cannot break the drawing."""
    drawn = lines(a_workflow("nl: Midden", "nl: 'A: \"b\"; <c>'"), "nl")

    assert 'state "A#58; #34;b#34;#59; #60;c#62;" as midden' in drawn


def test_a_stage_named_as_a_word_of_mermaid_is_renamed():
    """`end` would close something."""
    text = CORRECT.read_text().replace("einde", "end")
    workflow = check(read_text(text, "f.yaml")).model
    assert workflow

    assert "midden --> end_ : sluit" in lines(workflow, "nl")


def test_stages_come_in_the_order_of_the_road():
    """A short cut does not put a stage before those it skips; final stages come last."""
    workflow = a_workflow("  sluit:", "  snel: {from: begin, to: einde}\n  terug: {from: midden, to: begin}\n  sluit:")

    assert ["begin", "midden", "einde"] == stages_in_order(workflow)


def test_a_file_is_read_as_it_is_written():
    """The drawing of a file and of its stored text have the same stages in the same order."""
    workflow = check(read(CORRECT)).model
    assert workflow

    assert mermaid(workflow, "en").startswith('stateDiagram-v2\n    state "Begin" as begin\n')
