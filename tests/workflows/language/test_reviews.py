"""A stage that says how often someone looks how it stands: a task and a term like any other, written into the text."""

from workflows.catalogue.resolve import canonical, from_text
from workflows.language.reviews import with_reviews
from workflows.language.stages import waited_for
from workflows.language.workflow import Workflow
from workflows.machine.state_machine import Compiled

WRITTEN = {
    "workflow": "proef",
    "version": 1,
    "label": {"nl": "Proef"},
    "subject": "person",
    "sources": {},
    "stages": {
        "wachten": {
            "label": {"nl": "Wachten"},
            "initial": True,
            "waits_for": {"party": {"nl": "de IND", "en": "the IND"}, "review": "4 weeks", "to": "jurist"},
        },
        "nazorg": {"label": {"nl": "Nazorg"}, "review": "6 months"},
        "einde": {"label": {"nl": "Einde"}, "final": True},
    },
    "transitions": {"verder": {"from": ["wachten"], "to": "nazorg"}, "sluit": {"from": ["nazorg"], "to": "einde"}},
}


def test_a_review_is_a_term_that_comes_back_each_time_it_was_done():
    found = with_reviews(Workflow.model_validate(WRITTEN))

    asked = found.deadlines["review_wachten"]
    assert ("4 weeks", "wachten", ("jurist",)) == (str(asked.term), asked.since, asked.remind[0].to)
    assert {"nazorg", "einde"} == set(asked.lapses_at)
    assert ("coordinator",) == found.deadlines["review_nazorg"].remind[0].to
    assert all(found.tasks[name].repeats for name in ("review_wachten", "review_nazorg"))
    assert "review_wachten" in found.stages["wachten"].tasks
    who = waited_for(found.stages["wachten"])
    assert who
    assert "the IND" == who.say("en")


def test_the_text_that_is_stored_stands_by_itself():
    """It is read and written again to the byte, and nothing is added twice."""
    found = with_reviews(Workflow.model_validate(WRITTEN))
    text = canonical(found)

    assert text == canonical(from_text(text)) == canonical(with_reviews(from_text(text)))
    assert Compiled(from_text(text), "x").leads("wachten", "verder")
