"""A fact that is one of a few words: typed by word or label, kept by its word, shown by its label."""

import pytest

from tests.builders import CALENDAR, CONDITION, PROEF, a_definition, a_workflow
from tests.pages import fragment
from trajectories.casework.parse_values import checked
from trajectories.history import events as ev
from trajectories.views.event_lines import Reader
from workflows.catalogue.resolve import canonical, from_text
from workflows.describe.blanks import blank
from workflows.describe.phrases import condition_words
from workflows.describe.sentences import needs
from workflows.errors import UsageError
from workflows.language.facts import FactSpec
from workflows.language.private_facts import is_private
from workflows.machine.guards import Seen, unmet

CHOICE = fragment("docs/definitions.md", "type: choice")["facts"]
WORKFLOW = a_workflow(facts={**PROEF["facts"], **CHOICE})
SPEC = WORKFLOW.facts["uitkomst"]
ASKED = CONDITION.validate_python({"fact": "uitkomst", "one_of": ["gehaald", "ontheven"]})


@pytest.mark.parametrize("typed", ["herkansing", "Herkansing", "Mag nog een keer", "may try again", "MAY TRY AGAIN"])
def test_it_is_typed_by_its_word_or_its_label_in_either_language(typed):
    assert "herkansing" == checked(SPEC, "uitkomst", typed)


def test_anything_else_is_refused_with_what_there_is():
    with pytest.raises(UsageError) as caught:
        checked(SPEC, "uitkomst", "gezakt")

    assert "one of gehaald (Passed), herkansing (May try again), ontheven (Released" in str(caught.value)
    assert "een van gehaald, herkansing (Mag nog een keer)" in caught.value.words.nl.replace(
        "gehaald (Gehaald)", "gehaald"
    )


def test_it_is_in_the_history_and_in_guards():
    """It tells nobody apart by itself, as a text may."""
    assert not is_private(SPEC)
    assert [] == unmet(ASKED, Seen(None, {"uitkomst": "ontheven"}), WORKFLOW, CALENDAR)  # type: ignore[arg-type]


def test_a_refusal_a_guard_and_an_event_say_the_label():
    [reason] = unmet(ASKED, Seen(None, {"uitkomst": "herkansing"}), WORKFLOW, CALENDAR)  # type: ignore[arg-type]
    reader = Reader(a_definition(facts={**PROEF["facts"], **CHOICE}), {}, {}, {}, "en")

    assert "is May try again; needed is one of Passed, Released from the duty" in reason.text.say("en")
    assert "is Mag nog een keer; nodig is een van Gehaald, Ontheven van de plicht" in reason.text.nl
    assert "one of Passed and Released from the duty" in condition_words(ASKED, WORKFLOW).say("en")
    assert "een van Gehaald en Ontheven van de plicht" in next(iter(needs(ASKED, WORKFLOW))).nl
    assert "Passed" == reader.value("gehaald", "uitkomst")
    assert "gehaald|herkansing|ontheven" == blank(SPEC).nl
    assert ev.FactSet("uitkomst", "gehaald").value == "gehaald"


@pytest.mark.parametrize(
    "parts, said",
    [
        ({"one_of": None}, "between what"),
        ({"one_of": []}, "between what"),
        ({"one_of": ["a", "b", "a"]}, "twice"),
        ({"one_of": ["a"], "labels": {"b": {"nl": "B"}}}, "labels"),
    ],
)
def test_a_choice_says_between_what(parts, said):
    with pytest.raises(ValueError, match=said):
        FactSpec.model_validate({"type": "choice", "label": {"nl": "Keuze"}, **parts})


def test_it_is_kept_in_the_text_of_a_definition():
    assert WORKFLOW.facts == from_text(canonical(WORKFLOW)).facts
