"""What a page about one trajectory is made from: its view, with the words that its document does not hold."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.written import Written
from trajectories.people.names import called
from trajectories.projections import queries
from trajectories.repository.store import UnitOfWork
from trajectories.views import event_lines
from trajectories.views.drawn import DiagramView
from trajectories.views.trajectory import TrajectoryView
from workflows.describe.blanks import blank
from workflows.describe.diagram import Format, diagram
from workflows.language.duplicate import outcomes_of
from workflows.language.road_facts import fact_of
from workflows.words import Lang


class QuestionWords(NamedTuple):
    """A fact of the definition. blank: the form of its value; of_client: it is kept with the client."""

    label: str
    blank: str
    of_client: bool


class TermRun(NamedTuple):
    """since: the day that the term is counted from; held_since: the first day on which it stands still."""

    since: date | None
    held_since: date | None


class Sheet(NamedTuple):
    """One trajectory as it is shown. who: its subject by reference, with the name; staff: names by id; on: the day.

    label: of the workflow; stages: labels of those that a step leads to; questions, values: by fact; runs: by deadline.
    events: how many its history has. unfolds: each task that was left in stages gone by has a line.
    """

    shown: TrajectoryView
    label: str
    outcome: str
    stages: Mapping[str, str]
    questions: Mapping[str, QuestionWords]
    values: Mapping[str, str]
    runs: Mapping[str, TermRun]
    events: int
    who: str
    staff: Mapping[str, str]
    on: date
    lang: Lang
    unfolds: bool = False

    def say(self, nl: str, en: str) -> str:
        return nl if self.lang == "nl" else en


def sheet_of(uow: UnitOfWork, shown: TrajectoryView, written: Written, on: date, lang: Lang) -> Sheet:
    compiled, key = written.compiled, written.trajectory.subject
    outcome = outcomes_of(compiled.workflow).get(shown.outcome or "")
    ahead = [each.to for each in shown.possible] + [each.to for each in shown.blocked]
    reader = event_lines.Reader(compiled, {}, {}, {}, lang)
    return Sheet(
        shown=shown,
        label=compiled.workflow.label.say(lang),
        outcome=outcome.label.say(lang) if outcome else str(shown.outcome),
        stages={stage: compiled.stage_label(stage).say(lang) for stage in ahead},
        questions={
            name: QuestionWords(spec.label.say(lang), blank(spec).say(lang), spec.from_ == "born")
            for each in shown.deadlines
            for name in each.missing
            if (spec := fact_of(compiled.workflow, name))
        },
        values={name: reader.value(each.value, name) for name, each in shown.facts.items()},
        runs={each.id: _run(each) for each in written.deadlines},
        events=len(written.history),
        who=str(called(uow, [key], on)[key]),
        staff=queries.names_of(uow, on),
        on=on,
        lang=lang,
    )


def _run(deadline: Deadline) -> TermRun:
    return TermRun(deadline.reckoned.anchor_on if deadline.reckoned else None, deadline.held_since)


def diagram_view(shown: TrajectoryView, written: Written, format: Format, lang: Lang) -> DiagramView:
    """The diagram of its workflow with the road on it, where it stands and what is possible next."""
    path = [(step.stage, None if step.day_unknown else step.on) for step in shown.path]
    possible, elsewhere = {each.trigger for each in shown.possible}, sum(step.elsewhere for step in shown.path)
    text = diagram(written.compiled.workflow, lang, format, path, possible, elsewhere)
    return DiagramView(shown.trajectory, format, text)
