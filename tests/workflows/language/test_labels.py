"""Labels in any language: read, shown, typed, compared, and written back as they were."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tests.builders import PROEF, a_workflow
from tests.pages import fragment
from workflows.catalogue.resolve import canonical, from_text
from workflows.describe.diff import differences
from workflows.format.validation import shape
from workflows.format.yaml_loader import read_text
from workflows.language.stages import Stage
from workflows.language.workflow import Workflow
from workflows.typed_words import meant
from workflows.words import Words, as_written

LABEL: TypeAdapter[Words] = TypeAdapter(Words)
DANISH = fragment("docs/definitions.md", "Integrationsplan")["label"]


@pytest.mark.parametrize(
    "written, nl, en",
    [
        ({"nl": "Huur", "en": "Rent"}, "Huur", "Rent"),
        ({"nl": "Huur"}, "Huur", "Huur"),
        ({"nl": "Huur", "en": ""}, "Huur", "Huur"),
        (DANISH, "Integrationsplan", "Integration plan"),
        ({"en": "Rent"}, "Rent", "Rent"),
        ({"da": "Leje", "nl": "Huur"}, "Huur", "Leje"),
        ({"pt-BR": "Aluguel", "da": "Leje"}, "Aluguel", "Aluguel"),
    ],
)
def test_a_reader_gets_their_language_else_the_first(written, nl, en):
    words = LABEL.validate_python(written)

    assert (nl, en) == (words.say("nl"), words.say("en"))
    assert words == LABEL.validate_json(json.dumps(LABEL.dump_python(words)))


@pytest.mark.parametrize(
    "wrong", [{}, {"engels": "Rent"}, {"EN": "Rent"}, {"nl": 3}, {"en": ""}, "Huur", None, ["Huur"]]
)
def test_words_are_in_one_language_at_least_by_its_code(wrong):
    with pytest.raises(ValidationError):
        LABEL.validate_python(wrong)


def test_a_wrong_code_is_said_at_its_line():
    text = "workflow: proef\nversion: 1\nlabel: {nl: Proef, english: Trial}\n"
    [found] = [each for each in shape(read_text(text, "f.yaml"), Workflow).problems if "language" in each.message]

    assert ("bad_value", 3) == (found.code, found.line)
    assert "'english' is no language; write a code such as nl, en, da or pt-BR" in found.message


def test_what_was_written_before_is_written_as_ever():
    """Dutch first, English where there is one, whatever the order in the file."""
    assert ["nl", "en"] == list(as_written(LABEL.validate_python({"en": "Rent", "nl": "Huur"})))
    assert {"nl": "Huur"} == as_written(LABEL.validate_python({"nl": "Huur", "en": ""}))
    assert '"label":{"nl":"Proef"}' in canonical(a_workflow())


def test_a_definition_in_other_languages_is_kept_whole():
    workflow = a_workflow(label={"da": "Plan", "de": "Plan"}, stages={**PROEF["stages"], "midden": {"label": DANISH}})

    assert workflow == from_text(canonical(workflow))
    assert '"label":{"da":"Plan","de":"Plan"}' in canonical(workflow)


def test_a_label_is_typed_in_any_of_its_languages():
    choices = {"plan": LABEL.validate_python(DANISH), "huur": Words("Huur", "Rent")}

    for typed in ("plan", "integrationsplan", "Integration Plan"):
        assert "plan" == meant(typed, choices)


def test_another_language_alone_is_a_difference_that_is_told():
    before = a_workflow(label={"nl": "Proef", "da": "Prøve"})
    after = a_workflow(label={"nl": "Proef", "da": "Forsøg"})

    [found] = differences(before, after)
    assert "Prøve" in found.detail.say("en")
    assert "Forsøg" in found.detail.nl
    assert [] == differences(after, after)


def test_who_a_stage_waits_for_may_be_in_any_language():
    """Beside the form with a review, of which it is no mistake."""
    assert "kommunen" == Stage.model_validate({"label": DANISH, "waits_for": {"da": "kommunen"}}).waits_for.nl  # type: ignore[union-attr]
    whole = {"party": {"da": "kommunen"}, "review": "4 weeks"}
    assert "coordinator" == Stage.model_validate({"label": DANISH, "waits_for": whole}).waits_for.to  # type: ignore[union-attr]


CODES = st.sampled_from(["nl", "en", "da", "de", "fr", "pt-BR", "zh-Hant"])


@given(st.dictionaries(CODES, st.text(min_size=1, max_size=6), min_size=1))
def test_whatever_is_written_comes_back(texts):
    words = LABEL.validate_python(texts)

    assert texts == as_written(words)
    assert words == LABEL.validate_json(LABEL.dump_json(words))
    assert words.say("nl") in texts.values()
    assert words.say("en") in texts.values()
