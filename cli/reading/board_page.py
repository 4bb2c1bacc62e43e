"""`traject board` for people."""

from collections.abc import Mapping, Sequence

from cli.reading.status_words import sayer
from cli.render import Page, Said, Standing
from trajectories.views.board import BoardView
from workflows.language.stage_graph import stages_in_order
from workflows.machine.state_machine import Compiled
from workflows.words import Lang

EVER = ("Ooit midden in hun weg overgenomen:", "Ever taken over midway:")


def board(page: Page, shown: BoardView, definitions: Mapping[str, Sequence[Compiled]], lang: Lang) -> None:
    """A block for each workflow, its stages side by side in the order of the definition."""
    say = sayer(lang)
    for workflow, counts in shown.stages.items():
        compiled = definitions[workflow]
        label = compiled[0].workflow.label.say(lang)
        total = sum(counts.values())
        page.title(f"{label} · {total} {say('lopend', 'open')}")
        labels = stage_labels(compiled, lang)
        page.bands([Standing(labels.get(stage, stage), counts.get(stage, 0)) for stage in {**labels, **counts}])
        if taken_over := shown.taken_over.get(workflow):
            page.line(Said(say(*EVER), "quiet"), str(taken_over))
        page.gap()
    if ended := {name: count for name, count in shown.taken_over.items() if name not in shown.stages}:
        counted = ", ".join(f"{name} {count}" for name, count in ended.items())
        page.line(Said(say(*EVER), "quiet"), counted)
    if any(shown.mb_months.values()):
        decided = say("Begeleiding in maanden, ooit begonnen", "Months of guidance, ever begun")
        counted = ", ".join(f"{months}: {amount}" for months, amount in shown.mb_months.items())
        page.line(f"{decided} –", Said(counted, "strong"))


def stage_labels(definitions: Sequence[Compiled], lang: Lang) -> dict[str, str]:
    """The stages one can stay in, in the order of the first definition; those that only others have are fitted in."""
    order: list[str] = []
    labels: dict[str, str] = {}
    for compiled in definitions:
        stages = compiled.workflow.stages
        before = -1
        for stage in (stage for stage in stages_in_order(compiled.workflow) if not stages[stage].final):
            if stage not in labels:
                order.insert(before + 1, stage)
                labels[stage] = stages[stage].label.say(lang)
            before = order.index(stage)
    return {stage: labels[stage] for stage in order}
