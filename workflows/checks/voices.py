"""Whether an open trajectory always has a voice: a stage in which something is sure to speak, a ladder that goes on."""

from collections.abc import Iterator

from workflows.checks.certain_terms import CertainTerms
from workflows.checks.finding import Draft, Finding
from workflows.checks.reminder_days import ladders
from workflows.language.reviews import review_of
from workflows.language.rungs import Rung, every
from workflows.language.stage_graph import reachable, ways_out

NO_VOICE = ("silent_stage", "last_rung_once")  # errors in what comes with the product, warnings in an office's own


def stages_without_a_voice(draft: Draft) -> Iterator[Finding]:
    """Nothing in the stage is sure to remind or to ask, whatever was recorded, until it is left."""
    if any(draft.lost_below(table) for table in ("stages", "transitions", "deadlines")):
        return
    stages = draft.workflow.stages
    starts = [name for name, stage in stages.items() if stage.initial]
    terms = CertainTerms(draft.workflow)
    for name in reachable(ways_out(draft.workflow), starts) & stages.keys():
        if not (stages[name].final or review_of(stages[name]) or terms.speak_in(name)):
            text = "here a trajectory may fall silent: no term is sure to run, and no `review` asks how it stands"
            yield Finding(("stages", name), "silent_stage", text, "warning", key=True)


def ladders_that_end(draft: Draft) -> Iterator[Finding]:
    """After its last rung a term that nobody met is not spoken of any more."""
    for name, rule in draft.workflow.deadlines.items():
        if rule.ends_silent or draft.lost_below("deadlines", name):
            continue
        for remind, _, place in ladders(rule, ("deadlines", name)):
            if remind and not goes_on(remind):
                text = "the last reminder comes once: let it repeat with `every`, or say why in `ends_silent`"
                yield Finding((*place, "remind"), "last_rung_once", text, "warning", key=True)


def goes_on(remind: tuple[Rung, ...]) -> bool:
    """Whether some rung repeats; one that does is the last to speak."""
    return any(every(rung) for rung in remind)
